package dev.cmek.local.gcp.workflow;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A deployed workflow.
///
/// @param name such as `projects/p/locations/europe-west1/workflows/cmek-provision`
/// @param source the definition, in YAML
/// @param serviceAccount whose tokens its requests carry: an email
/// @param environment its user-defined environment variables ("Use environment variables")
public record Workflow(
    String name, String source, String serviceAccount, Map<String, String> environment) {

  private static final Pattern NAME =
      Pattern.compile(
          "projects/(?<project>[^/]+)/locations/(?<location>[^/]+)/workflows/(?<id>[^/]+)");

  /// "Quotas and limits": user-defined environment variables.
  private static final int MOST_VARIABLES = 20;

  public Workflow {
    environment = Map.copyOf(environment);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a workflow's name: " + name);
    }
    if (environment.size() > MOST_VARIABLES) {
      throw new IllegalArgumentException("more than 20 environment variables");
    }
    environment.keySet().stream()
        .filter(key -> key.isEmpty() || key.startsWith("GOOGLE") || key.startsWith("WORKFLOWS"))
        .findFirst()
        .ifPresent(key -> {
          throw new IllegalArgumentException("reserved environment variable: " + key);
        });
  }

  String project() {
    return part("project");
  }

  String location() {
    return part("location");
  }

  /// The last part of the name.
  String id() {
    return part("id");
  }

  private String part(String group) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalStateException(name);
    }
    return matcher.group(group);
  }
}
