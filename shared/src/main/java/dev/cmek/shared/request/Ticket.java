package dev.cmek.shared.request;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// The ticket that asked, in the customer's own system.
///
/// @param system such as `jira`
/// @param key such as `SEC-123`
/// @param callbackUrl where the answer goes, `https` only; absent: nowhere
public record Ticket(String system, String key, @Nullable URI callbackUrl) {

  /// Such as `jira SEC-123`: a callback URL may hold a token.
  @Override
  public String toString() {
    return system + " " + key;
  }
}
