package dev.cmek.shared.door;

import dev.cmek.shared.secret.Secret;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A system that may send requests over HTTP.
///
/// @param keyId its name, such as `jira`
/// @param secrets what it signs with: one, or two while it changes from one to the other; none if
///   it only sends a token
/// @param bearer the token it may send instead of a signature; absent: it may not
/// @param routes what it may do
public record Caller(
    String keyId, List<Secret> secrets, @Nullable Bearer bearer, Set<Route> routes) {

  public Caller {
    secrets = List.copyOf(secrets);
    routes = Set.copyOf(routes);
  }

  /// For systems that can't compute a signature.
  ///
  /// @param sha256 of the token, 64 hex digits in lower case
  /// @param addresses where requests with it must come from
  public record Bearer(Secret sha256, List<AddressRange> addresses) {

    public Bearer {
      addresses = List.copyOf(addresses);
    }
  }

  /// How its runs name it, such as `ticket:jira`: no event's source looks like that by chance.
  public String source() {
    return "ticket:" + keyId;
  }
}
