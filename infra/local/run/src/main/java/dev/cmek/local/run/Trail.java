package dev.cmek.local.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One execution of a workflow as its cloud tells it, a line for each answer of a function.
interface Trail {

  /// What a function answered.
  enum Outcome {
    DONE,
    /// the workflow waits, then asks again
    NOT_YET,
    /// nobody's intention: the workflow asks again a few times
    FAILED,
    REFUSED
  }

  /// A function's answer.
  ///
  /// @param place the region, if the state works for one; else empty
  /// @param took from entering the state to being done, or of this one call
  /// @param text what was changed or found, or why it is not done
  record Line(
      Instant at, String state, String place, Duration took, Outcome outcome, String text) {}

  /// How an execution ended.
  ///
  /// @param cause why it did not succeed; else empty
  record End(boolean succeeded, String cause) {}

  /// Looks again, and tells what happened since the last time.
  List<Line> follow();

  Optional<End> end();

  /// How many steps it took, by which the cloud bills it.
  int steps();

  /// Whether it found another sweep at work, and left it to that.
  boolean wasInTheWay();

  /// The function that was asked last; empty before the first.
  String running();
}
