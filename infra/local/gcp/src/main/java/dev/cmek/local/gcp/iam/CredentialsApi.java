package dev.cmek.local.gcp.iam;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.project.ServiceAccount;
import dev.cmek.local.gcp.rest.Api;
import dev.cmek.local.gcp.rest.Json;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tokens of service accounts, for those who may have them ("Service Account Credentials API").
/// They do not expire.
public final class CredentialsApi implements Api {

  private static final Pattern PATH =
      Pattern.compile(
          "/v1/projects/-/serviceAccounts/([^/:]+):(generateAccessToken|generateIdToken)");
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,6})s");
  private static final Duration LIFETIME_MAX = Duration.ofHours(1);

  private final Iam iam;
  private final InstantSource clock;

  private record AccessTokenRequest(
      @Nullable List<String> delegates, @Nullable List<String> scope, @Nullable String lifetime) {}

  private record IdTokenRequest(
      @Nullable List<String> delegates,
      @Nullable String audience,
      @JsonProperty("includeEmail") boolean includeEmail) {}

  public CredentialsApi(Iam iam, InstantSource clock) {
    this.iam = iam;
    this.clock = clock;
  }

  @Override
  public boolean handles(String path) {
    return PATH.matcher(Json.decoded(path)).matches();
  }

  @Override
  public Reply answer(Request request) {
    Matcher path = PATH.matcher(Json.decoded(request.path()));
    if (!path.matches() || !request.method().equals("POST")) {
      throw Refusal.notFound("nothing here answers " + request.method() + " " + request.path());
    }
    String member = "serviceAccount:" + path.group(1);
    if (path.group(2).equals("generateAccessToken")) {
      Duration lifetime = lifetime(Json.value(Json.body(request), AccessTokenRequest.class));
      require(request.caller(), "iam.serviceAccounts.getAccessToken", path.group(1));
      return Reply.json(
          Json.object()
              .put("accessToken", Caller.accessToken(member))
              .put("expireTime", clock.instant().plus(lifetime).toString())
              .toString());
    }
    String audience = audience(Json.value(Json.body(request), IdTokenRequest.class));
    require(request.caller(), "iam.serviceAccounts.getOpenIdToken", path.group(1));
    return Reply.json(Json.object().put("token", Caller.idToken(member, audience)).toString());
  }

  private void require(Caller caller, String permission, String email) {
    Optional<String> usable = iam.accounts().usable(email);
    ServiceAccount account =
        usable
            .flatMap(iam.accounts()::byUniqueId)
            .or(() -> iam.accounts().find(email))
            .orElseThrow(() -> Refusal.notFound("Not found; Gaia id not found for email " + email));
    iam.enforcement().require(caller, permission, account.name());
    if (usable.isEmpty()) {
      throw Refusal.precondition("Precondition check failed: " + email + " is disabled.");
    }
  }

  private static Duration lifetime(AccessTokenRequest request) {
    requireNoDelegates(request.delegates());
    if (request.scope() == null || request.scope().isEmpty()) {
      throw Refusal.invalid("scope must not be empty.");
    }
    Matcher seconds = SECONDS.matcher(Objects.requireNonNullElse(request.lifetime(), "3600s"));
    if (!seconds.matches()) {
      throw Refusal.invalid("lifetime must look like 3600s.");
    }
    Duration lifetime = Duration.ofSeconds(Long.parseLong(seconds.group(1)));
    if (lifetime.compareTo(LIFETIME_MAX) > 0) {
      throw Refusal.invalid("lifetime must not be longer than 3600s.");
    }
    return lifetime;
  }

  private static String audience(IdTokenRequest request) {
    requireNoDelegates(request.delegates());
    if (request.audience() == null || request.audience().isBlank()) {
      throw Refusal.invalid("audience must not be empty.");
    }
    return request.audience();
  }

  private static void requireNoDelegates(@Nullable List<String> delegates) {
    if (delegates != null && !delegates.isEmpty()) {
      throw Refusal.unimplemented("delegates");
    }
  }
}
