package dev.cmek.aws.wiring;

import java.util.Map;

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
    String value = environment.getOrDefault(name, "");
    if (value.isBlank()) {
      throw new IllegalStateException(
          "environment variable " + name + " is not set: see infra/aws/template.yaml");
    }
    return value;
  }

  boolean flag(String name) {
    return require(name).equals("true");
  }
}
