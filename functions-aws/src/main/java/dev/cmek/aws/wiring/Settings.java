package dev.cmek.aws.wiring;

import java.util.Map;
import java.util.Optional;

/// A function's environment variables. Each is asked for by the function that needs it, so none
/// must be set for the others.
final class Settings {

  private final Map<String, String> environment;

  Settings(Map<String, String> environment) {
    this.environment = environment;
  }

  /// The value.
  ///
  /// @throws IllegalStateException if it is not set, naming it
  String require(String name) {
    return find(name)
        .orElseThrow(() ->
            new IllegalStateException(
                "environment variable " + name + " is not set: see infra/aws/template.yaml"));
  }

  /// The value; empty if it is not set, or left blank.
  Optional<String> find(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  boolean flag(String name) {
    return require(name).equals("true");
  }
}
