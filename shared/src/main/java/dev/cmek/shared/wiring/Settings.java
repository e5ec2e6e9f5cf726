package dev.cmek.shared.wiring;

import java.util.Map;
import java.util.Optional;

/// A function's environment variables. Each is asked for by the function that needs it, so none
/// must be set for the others.
public final class Settings {

  private final Map<String, String> environment;

  public Settings(Map<String, String> environment) {
    this.environment = environment;
  }

  /// The value.
  ///
  /// @throws IllegalStateException if it is not set, naming it
  public String require(String name) {
    return find(name)
        .orElseThrow(() ->
            new IllegalStateException(
                "environment variable "
                    + name
                    + " is not set: see the template that deploys this function"));
  }

  /// The value; empty if it is not set, or left blank.
  public Optional<String> find(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /// Whether the value is `true`.
  public boolean flag(String name) {
    return require(name).equals("true");
  }
}
