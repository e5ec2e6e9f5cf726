package dev.cmek.shared.secret;

/// The cloud's secret manager.
public interface Secrets {

  /// The current value, read anew at each call: who keeps it decides how long.
  ///
  /// @param name the secret's ARN or resource name
  Secret require(String name);
}
