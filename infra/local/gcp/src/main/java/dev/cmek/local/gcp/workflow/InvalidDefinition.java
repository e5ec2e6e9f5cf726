package dev.cmek.local.gcp.workflow;

/// A definition that is wrong, or asks for something that this runner does not know.
public final class InvalidDefinition extends RuntimeException {

  private final int line;

  InvalidDefinition(int line, String message) {
    super("line " + line + ": " + message);
    this.line = line;
  }

  /// Where, counted from 1.
  public int line() {
    return line;
  }
}
