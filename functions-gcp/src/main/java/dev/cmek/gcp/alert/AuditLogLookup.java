package dev.cmek.gcp.alert;

import dev.cmek.shared.alert.AuditTrail;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.verify.Shell;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Cloud Audit Logs: what was changed is kept for 400 days in every project ("Cloud Audit Logs
/// overview", Admin Activity). They know a key by its name, a service account by its email.
public final class AuditLogLookup implements AuditTrail {

  @Override
  public Optional<String> lookup(String object, Instant since) {
    return CryptoKeyName.find(object)
        .map(key -> command(key.project(), "protoPayload.resourceName:\"" + key + "\"", since))
        .or(() ->
            ServiceAccountEmail.find(object)
                .map(account ->
                    command(
                        account.project(), "resource.labels.email_id=\"" + account + "\"", since)));
  }

  private static String command(String project, String filter, Instant since) {
    return "gcloud logging read --project "
        + Shell.quote(project)
        + " "
        + Shell.quote(
            "log_id(\"cloudaudit.googleapis.com/activity\") AND "
                + filter
                + " AND timestamp>=\""
                + since.truncatedTo(ChronoUnit.SECONDS)
                + "\"")
        + " --format=\"value(timestamp, protoPayload.methodName,"
        + " protoPayload.authenticationInfo.principalEmail, insertId)\"";
  }
}
