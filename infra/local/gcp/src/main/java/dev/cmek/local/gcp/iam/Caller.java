package dev.cmek.local.gcp.iam;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who makes a request. Nobody proves who they are here: a token just says it, such as `Bearer
/// as:serviceAccount:cmek-ensure-key@p.iam.gserviceaccount.com`. What they may do is enforced.
///
/// @param member as in an IAM policy, such as `serviceAccount:a@p.iam.gserviceaccount.com`
/// @param audience whom an OIDC token is for; empty for an access token
public record Caller(String member, Optional<String> audience) {

  /// Who calls without a token: the owner of all projects, as people's tools do on one machine.
  public static final Caller OWNER = new Caller("user:owner@cmek.example", Optional.empty());

  /// What a caller reads whose token says nobody.
  public static final String UNREADABLE =
      "Request had invalid authentication credentials: tokens look like"
          + " as:serviceAccount:<email> here";

  private static final String BEARER = "Bearer ";
  private static final String AS = "as:";
  private static final String AUDIENCE = ";aud=";

  /// Reads a request's `Authorization`.
  ///
  /// @param authorization absent: the owner
  /// @return empty for a token that says nobody
  public static Optional<Caller> of(@Nullable String authorization) {
    if (authorization == null) {
      return Optional.of(OWNER);
    }
    if (!authorization.startsWith(BEARER + AS)) {
      return Optional.empty();
    }
    String text = authorization.substring((BEARER + AS).length());
    int audience = text.indexOf(AUDIENCE);
    return Optional.of(
        audience < 0
            ? new Caller(text, Optional.empty())
            : new Caller(
                text.substring(0, audience),
                Optional.of(text.substring(audience + AUDIENCE.length()))));
  }

  /// An access token of somebody.
  public static String accessToken(String member) {
    return AS + member;
  }

  /// An OIDC token of somebody, for one audience.
  public static String idToken(String member, String audience) {
    return AS + member + AUDIENCE + audience;
  }
}
