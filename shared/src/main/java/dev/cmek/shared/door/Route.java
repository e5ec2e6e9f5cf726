package dev.cmek.shared.door;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What can be asked for over HTTP. Each caller has its own list of these names.
public enum Route {
  /// Starts the onboarding of a cluster.
  ONBOARD("POST", "/v1/clusters/{clusterId}/onboarding", true),
  /// Starts a look whether a cluster can still use its keys.
  VERIFY("POST", "/v1/clusters/{clusterId}/verification", true),
  /// Says how a run fares, or how it ended.
  READ_RUN("GET", "/v1/runs/{runId}", true),
  /// Says what the last look at a cluster found.
  READ_CLUSTER("GET", "/v1/clusters/{clusterId}", false),
  /// Lists all clusters with what protects them.
  READ_COVERAGE("GET", "/v1/clusters", false);

  private final String method;
  private final String template;
  private final boolean openToBearers;
  private final Pattern pattern;

  Route(String method, String template, boolean openToBearers) {
    this.method = method;
    this.template = template;
    this.openToBearers = openToBearers;
    this.pattern = Pattern.compile(template.replaceAll("\\{\\w+}", "([^/]+)"));
  }

  public String method() {
    return method;
  }

  /// Such as `/v1/runs/{runId}`.
  public String template() {
    return template;
  }

  /// Whether a caller who sends a token instead of a signature may be allowed it.
  public boolean isOpenToBearers() {
    return openToBearers;
  }

  /// The routes at a path: one for each method that it knows.
  static List<Route> at(String path) {
    return Arrays.stream(values()).filter(r -> r.pattern.matcher(path).matches()).toList();
  }

  /// What stands in the path for the template's variable; empty if it has none.
  Optional<String> variable(String path) {
    Matcher matcher = pattern.matcher(path);
    return matcher.matches() && matcher.groupCount() == 1
        ? Optional.of(matcher.group(1))
        : Optional.empty();
  }
}
