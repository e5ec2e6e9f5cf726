package dev.cmek.shared.state;

import com.fasterxml.jackson.annotation.JsonValue;

/// What doors may start, each a workflow of its own.
public enum Operation {
  /// Bring a cluster under customer-managed keys.
  PROVISION("provision"),
  /// Look whether a cluster can still use its keys.
  VERIFY("verify");

  private final String word;

  Operation(String word) {
    this.word = word;
  }

  /// As it stands in documents and in the names of executions.
  @JsonValue
  public String word() {
    return word;
  }
}
