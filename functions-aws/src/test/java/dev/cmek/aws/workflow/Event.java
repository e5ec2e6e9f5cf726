package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/// Something that happened in an execution.
///
/// `in` says for which item of which Map, such as `EnsureKeys[1]`; it is empty outside of a Map.
public sealed interface Event {

  Instant at();

  /// A state was entered: what the service bills.
  record Entered(Instant at, String in, String state, JsonNode input) implements Event {}

  /// A state has failed and will be tried again. Billed, too.
  ///
  /// @param retry 1 for the first
  record Retried(
      Instant at, String in, String state, int retry, Duration after, String error, String cause)
      implements Event {}

  /// A state has failed and the execution goes on elsewhere.
  record Caught(Instant at, String in, String state, String error, String cause, String next)
      implements Event {}

  /// A state was left the normal way.
  record Left(Instant at, String in, String state, JsonNode output) implements Event {}

  /// The execution is over.
  record Ended(Instant at, Execution.Status status, String error, String cause) implements Event {}
}
