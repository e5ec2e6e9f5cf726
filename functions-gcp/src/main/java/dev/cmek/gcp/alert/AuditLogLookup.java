package dev.cmek.gcp.alert;

import dev.cmek.shared.alert.AuditTrail;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.verify.Shell;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The admin activity audit logs: always on, kept for 400 days ("Cloud Audit Logs overview"). They
/// know a key by its name, its versions by names that begin with it, and a service account by its
/// email or its unique id.
public final class AuditLogLookup implements AuditTrail {

  @Override
  public Optional<String> lookup(String object, Instant since) {
    Optional<String> key =
        CryptoKeyName.find(object)
            .map(name ->
                command(name.project(), "protoPayload.resourceName:\"" + name + "\"", since));
    return key.or(() ->
        ServiceAccountEmail.find(object)
            .map(email ->
                command(
                    email.project(),
                    "protoPayload.methodName:ServiceAccount AND \"" + email + "\"",
                    since)));
  }

  private static String command(String project, String what, Instant since) {
    return "gcloud logging read "
        + Shell.quote(
            "logName:\"cloudaudit.googleapis.com%2Factivity\" AND "
                + what
                + " AND timestamp>=\""
                + since.truncatedTo(ChronoUnit.SECONDS)
                + "\"")
        + " --project="
        + Shell.quote(project)
        + " --freshness=400d --format="
        + Shell.quote(
            "value(timestamp,protoPayload.methodName,protoPayload.authenticationInfo.principalEmail,insertId)");
  }
}
