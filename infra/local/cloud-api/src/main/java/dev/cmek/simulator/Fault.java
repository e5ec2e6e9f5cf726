package dev.cmek.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Something that goes wrong with the next requests that it fits, such as
/// `{"method":"POST","path":"/cmek","times":2,"kind":"STATUS","status":500}`.
///
/// @param method null fits every method
/// @param path the end of the request's path, without query; null fits every path
/// @param times how many requests it still fits; null means one
/// @param status the HTTP status of STATUS (500 if null), HTML (502) and EMPTY (503)
/// @param delay how long SLOW waits before the request is served (3 s if null)
public record Fault(
    @Nullable String method,
    @Nullable String path,
    @Nullable Integer times,
    Kind kind,
    @Nullable Integer status,
    @Nullable Duration delay) {

  /// What the caller gets.
  public enum Kind {
    /// An error body with that status; nothing is done.
    STATUS,
    /// A proxy's HTML page with that status; nothing is done.
    HTML,
    /// A body of no bytes with that status; nothing is done.
    EMPTY,
    /// The right answer, late.
    SLOW,
    /// The connection is cut; nothing is done.
    DROP_BEFORE,
    /// The request is served, then the connection is cut instead of an answer.
    DROP_AFTER,
    /// The answer to too many requests; nothing is done.
    THROTTLE
  }

  public Fault {
    if (kind == null) { // JSON can leave it out
      throw new IllegalArgumentException("a fault needs a kind");
    }
    if (times != null && times < 1) {
      throw new IllegalArgumentException("times must be positive");
    }
    if (status != null && (status < 200 || status > 599)) {
      throw new IllegalArgumentException("status must be 200 to 599");
    }
  }

  boolean fits(String requestMethod, String requestPath) {
    return (method == null || method.equals(requestMethod))
        && (path == null || requestPath.endsWith(path));
  }

  int timesLeft() {
    return times == null ? 1 : times;
  }

  Fault usedOnce() {
    return new Fault(method, path, timesLeft() - 1, kind, status, delay);
  }

  int statusOr(int usual) {
    return status == null ? usual : status;
  }
}
