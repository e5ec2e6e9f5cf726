package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/// An execution of the workflow that is over, as Step Functions remembers it.
record Ended(DescribeExecutionResponse execution, List<HistoryEvent> history) {

  String arn() {
    return execution.executionArn();
  }

  ExecutionStatus status() {
    return execution.status();
  }

  String error() {
    return execution.error();
  }

  String cause() {
    return execution.cause();
  }

  Duration took() {
    return Duration.between(execution.startDate(), execution.stopDate());
  }

  /// The states as they were entered, those inside of Maps too: what Step Functions bills.
  List<String> states() {
    return history.stream()
        .filter(event -> event.stateEnteredEventDetails() != null)
        .map(event -> event.stateEnteredEventDetails().name())
        .toList();
  }

  /// What the state was given when it was last entered.
  JsonNode input(String state) {
    return history.reversed().stream()
        .flatMap(event -> Optional.ofNullable(event.stateEnteredEventDetails()).stream())
        .filter(entered -> entered.name().equals(state))
        .findFirst()
        .map(entered -> Json.tree(entered.input()))
        .orElseThrow(() -> new AssertionError(state + " was not entered: " + states()));
  }

  /// The object that travelled, as the last step found it.
  JsonNode object() {
    return input("Notify");
  }

  String run() {
    return object().at("/run/id").asText();
  }

  /// The ARNs of the functions that were called.
  Stream<String> functions() {
    return history.stream()
        .flatMap(event -> Optional.ofNullable(event.lambdaFunctionScheduledEventDetails()).stream())
        .map(scheduled -> scheduled.resource());
  }

  /// The errors that functions ended with, waits among them.
  List<String> failures() {
    return history.stream()
        .flatMap(event -> Optional.ofNullable(event.lambdaFunctionFailedEventDetails()).stream())
        .map(failed -> failed.error() + " " + failed.cause())
        .toList();
  }
}
