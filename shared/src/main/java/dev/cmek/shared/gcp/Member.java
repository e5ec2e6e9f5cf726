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

  /// Google's own, such as `service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com` and
  /// `123456789012@cloudservices.gserviceaccount.com`.
  private static final Pattern SERVICE_AGENT =
      Pattern.compile(
          "serviceAccount:(?:service-[0-9]+@[a-z0-9.-]+|[0-9]+@[a-z0-9.-]+)\\.gserviceaccount\\.com");

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

  public boolean isServiceAgent() {
    return SERVICE_AGENT.matcher(text).matches();
  }
}
