package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A state has failed; its Retry, its Catch or else the whole execution answers it.
final class StateFailure extends RuntimeException {

  private final String error;
  private final String cause;

  StateFailure(String error, String cause) {
    super(error + ": " + cause, null, false, false);
    this.error = error;
    this.cause = cause;
  }

  /// The definition does not fit the data. Nothing catches it.
  static StateFailure runtime(String cause) {
    return new StateFailure("States.Runtime", cause);
  }

  String error() {
    return error;
  }

  String cause() {
    return cause;
  }

  /// What a Catch gives to the next state.
  ObjectNode output() {
    return JsonNodeFactory.instance.objectNode().put("Error", error).put("Cause", cause);
  }
}
