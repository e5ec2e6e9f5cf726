package dev.cmek.gcp.workflow;

/// What becomes of a call that does not go well.
///
/// @param body of ANSWERED
record Harm(Kind kind, int status, String body) {

  /// How a call fails.
  enum Kind {
    /// The service answers something else, and does nothing.
    ANSWERED,
    /// The service does it, and the connection breaks within the answer.
    LOST,
    /// The service does it, and then the function is gone before it reads the answer.
    KILLED
  }

  static final Harm LOST = new Harm(Kind.LOST, 0, "");
  static final Harm KILLED = new Harm(Kind.KILLED, 0, "");

  /// Google's error document ("AIP-193: Errors"), which the Cloud API's resembles enough.
  ///
  /// @param code such as `UNAVAILABLE`
  static Harm answered(int status, String code, String message) {
    return new Harm(
        Kind.ANSWERED,
        status,
        """
        {"error":{"code":%d,"message":"%s","status":"%s"},"code":14,"message":"%s"}
        """
            .formatted(status, message, code, message));
  }
}
