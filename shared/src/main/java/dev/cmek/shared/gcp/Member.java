package dev.cmek.shared.gcp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whom a binding names ("Principal identifiers" of the IAM documentation).
///
/// @param text as written, such as `user:alice@example.com`
public record Member(String text) {

  private static final Pattern DELETED_ACCOUNT =
      Pattern.compile("deleted:serviceAccount:([^?]+)\\?uid=([0-9]+)");

  /// Google's own projects whose agents have names that somebody's account could have too, by the
  /// number and another project ("Service agents" of the IAM documentation). Newer ones begin with
  /// `gcp-sa-`.
  private static final String AGENTS_PROJECTS =
      "gcp-sa-[a-z0-9-]+|gcp-gae-service|gae-api-prod\\.google\\.com|cloud-ml\\.google\\.com"
          + "|genomics-api\\.google\\.com|bigquery-encryption|cloud-cdn-fill|cloud-filer"
          + "|cloud-redis|cloud-memcache-sa|cloud-tpu|cloudcomposer-accounts|compute-system"
          + "|container-analysis|container-engine-robot|containerregistry|dataflow-service-producer"
          + "-prod|dataproc-accounts|endpoints-portal|firebase-rules|gcf-admin-robot"
          + "|gs-project-accounts|remotebuildexecution|security-center-api|serverless-robot-prod"
          + "|service-consumer-management|service-networking|sourcerepo-service-accounts";

  /// Such as `service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com` and
  /// `123456789012@cloudservices.gserviceaccount.com`, which nobody else's name can look like: ids
  /// of accounts begin with a letter.
  private static final Pattern SERVICE_AGENT =
      Pattern.compile(
          "serviceAccount:(?:service-[0-9]+@(?:"
              + AGENTS_PROJECTS
              + ")\\.iam|[0-9]+@[a-z0-9.-]+)\\.gserviceaccount\\.com");

  /// Somebody who was deleted, and comes back only if that is undone.
  ///
  /// @param uid by which the deletion is undone
  public record Deleted(String email, String uid) {}

  /// Everybody, with a Google account or without.
  public boolean isEveryone() {
    return text.equals("allUsers") || text.equals("allAuthenticatedUsers");
  }

  public boolean isDeleted() {
    return text.startsWith("deleted:");
  }

  /// The service account that was deleted, if it was one.
  public Optional<Deleted> deletedAccount() {
    Matcher matcher = DELETED_ACCOUNT.matcher(text);
    return matcher.matches()
        ? Optional.of(new Deleted(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /// Many at once: who belongs to it, its policy does not say.
  public boolean isCollective() {
    return text.startsWith("group:")
        || text.startsWith("domain:")
        || text.startsWith("principalSet:");
  }

  /// An agent of Google's by which a service works in the project; one of an unknown kind is none.
  public boolean isServiceAgent() {
    return SERVICE_AGENT.matcher(text).matches();
  }
}
