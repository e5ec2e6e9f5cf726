package dev.cmek.gcp.workflow;

import com.google.auth.Credentials;
import dev.cmek.local.gcp.iam.Caller;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls as a service account, and says which instance of a function it is that calls.
final class Identity extends Credentials {

  /// The header that says which instance calls.
  static final String INSTANCE = "X-Test-Instance";

  private final String email;
  private final String instance;

  Identity(String email, String instance) {
    this.email = email;
    this.instance = instance;
  }

  @Override
  public String getAuthenticationType() {
    return "OAuth2";
  }

  @Override
  public Map<String, List<String>> getRequestMetadata(@Nullable URI uri) {
    return Map.of(
        "Authorization",
        List.of("Bearer " + Caller.accessToken("serviceAccount:" + email)),
        INSTANCE,
        List.of(instance));
  }

  @Override
  public boolean hasRequestMetadata() {
    return true;
  }

  @Override
  public boolean hasRequestMetadataOnly() {
    return true;
  }

  @Override
  public void refresh() {}
}
