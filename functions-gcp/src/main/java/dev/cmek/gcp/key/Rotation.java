package dev.cmek.gcp.key;

import java.time.Duration;
import java.time.Instant;

/// When Cloud KMS makes new versions by itself.
///
/// @param next when it makes the next one
/// @param period how long after that one comes another
public record Rotation(Instant next, Duration period) {

  /// One that begins now.
  static Rotation every(Duration period, Instant now) {
    return new Rotation(now.plus(period), period);
  }
}
