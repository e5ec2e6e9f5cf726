package dev.cmek.shared.cluster;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/// Where the Cloud API is. It gets the API key with every request, so it is the vendor's own host
/// over TLS, unless a test endpoint was allowed on purpose.
public final class CloudApiEndpoint {

  /// The real one.
  public static final CloudApiEndpoint VENDOR =
      new CloudApiEndpoint(URI.create("https://cockroachlabs.cloud"));

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

  private final URI base;

  private CloudApiEndpoint(URI base) {
    this.base = base;
  }

  /// The endpoint of a setting.
  ///
  /// @param baseUrl scheme, host and port alone, such as `https://cockroachlabs.cloud` or
  ///   `http://127.0.0.1:8080`
  /// @param allowTestEndpoint whether the API key may go to another host than the vendor's; without
  ///   TLS it may go to this machine only
  /// @throws IllegalArgumentException if the key must not be sent there
  public static CloudApiEndpoint of(String baseUrl, boolean allowTestEndpoint) {
    URI base = parsed(baseUrl);
    if (base.equals(VENDOR.base)) {
      return VENDOR;
    }
    if (!allowTestEndpoint) {
      throw refused(
          baseUrl,
          "the API key goes to "
              + VENDOR
              + " only; for a simulator set AllowTestEndpoint=true as well");
    }
    if (!base.getScheme().equals("https") && !LOOPBACK.matcher(base.getHost()).matches()) {
      throw refused(baseUrl, "without TLS the API key goes to a loopback address only");
    }
    return new CloudApiEndpoint(base);
  }

  /// The address of a path that begins with a slash.
  URI resolve(String path) {
    return URI.create(base + path);
  }

  @Override
  public String toString() {
    return base.toString();
  }

  private static URI parsed(String baseUrl) {
    URI given;
    try {
      given = new URI(baseUrl.strip().toLowerCase(Locale.ROOT));
    } catch (URISyntaxException _) {
      throw refused(baseUrl, "it is no URL");
    }
    String scheme = given.getScheme();
    if (given.getHost() == null
        || scheme == null
        || !(scheme.equals("https") || scheme.equals("http"))) {
      throw refused(baseUrl, "it must be such as " + VENDOR);
    }
    String path = given.getRawPath();
    if (given.getRawUserInfo() != null
        || given.getRawQuery() != null
        || given.getRawFragment() != null
        || !(path.isEmpty() || path.equals("/"))) {
      throw refused(baseUrl, "it must hold scheme, host and port alone, such as " + VENDOR);
    }
    boolean usualPort = given.getPort() < 0 || (scheme.equals("https") && given.getPort() == 443);
    return URI.create(scheme + "://" + given.getHost() + (usualPort ? "" : ":" + given.getPort()));
  }

  private static IllegalArgumentException refused(String baseUrl, String why) {
    String shown = baseUrl.replaceAll("//.*@", "//(user)@"); // may hold a password
    return new IllegalArgumentException("Cloud API base URL \"" + shown + "\": " + why);
  }
}
