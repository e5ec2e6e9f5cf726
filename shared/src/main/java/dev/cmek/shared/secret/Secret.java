package dev.cmek.shared.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A value that neither logs, exceptions nor JSON may show. It has no members that a mapper could
/// find, and its text is constant.
public final class Secret {

  private final String value;

  /// @throws IllegalArgumentException if there is nothing in it
  public Secret(String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a secret must not be empty");
    }
    this.value = value;
  }

  /// The value itself, to be handed on at once to the one call that needs it.
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "(secret)";
  }

  private byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }
}
