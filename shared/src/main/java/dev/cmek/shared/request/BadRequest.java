package dev.cmek.shared.request;

/// A request that can't be read, with the one field that is wrong.
public final class BadRequest extends Exception {

  private final String field;

  /// Names the field and says what to do.
  ///
  /// @param field such as `data.clusterId`; empty if the whole text is meant
  /// @param message what is wrong with it, without its value where that may be long
  public BadRequest(String field, String message) {
    super(field.isEmpty() ? message : field + ": " + message);
    this.field = field;
  }

  public String field() {
    return field;
  }

  /// The field and what to do, such as `data.keyStrategy: must be one of …`.
  public String text() {
    return String.valueOf(getMessage());
  }
}
