package dev.cmek.shared.iam;

/// What a statement does where it applies.
public enum Effect {
  ALLOW("Allow"),
  DENY("Deny");

  private final String text;

  Effect(String text) {
    this.text = text;
  }

  /// As policies spell it.
  public String text() {
    return text;
  }
}
