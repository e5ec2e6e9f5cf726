package dev.cmek.shared.verify;

/// One thing that is not as it should be.
///
/// @param severity the code's
/// @param object what it is about, such as a key's ARN
/// @param message what is wrong, as a sentence for a person
/// @param remedy the command that mends it, to be pasted as it is; where no command is safe, who
///   must do what
public record Finding(
    FindingCode code, Severity severity, String object, String message, String remedy) {

  public Finding(FindingCode code, String object, String message, String remedy) {
    this(code, code.severity(), object, message, remedy);
  }

  public boolean isBlocking() {
    return severity.isBlocking();
  }
}
