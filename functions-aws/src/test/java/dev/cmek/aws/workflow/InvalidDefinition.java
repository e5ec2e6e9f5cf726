package dev.cmek.aws.workflow;

/// The definition is wrong, or uses a part of the language that the interpreter does not know.
public final class InvalidDefinition extends RuntimeException {

  InvalidDefinition(String where, String what) {
    super(where + ": " + what);
  }
}
