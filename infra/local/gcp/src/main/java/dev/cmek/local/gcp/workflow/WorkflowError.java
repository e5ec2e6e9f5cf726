package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// What `raise` throws and `except` catches ("Workflow errors": error maps and their tags).
final class WorkflowError extends Exception {

  /// The step that failed.
  record Source(String routine, String step, int line) {

    @Override
    public String toString() {
      return routine + "." + step;
    }
  }

  private final transient JsonNode payload;
  private final transient Optional<Source> source;

  private WorkflowError(JsonNode payload, Optional<Source> source) {
    super(payload.toString(), null, false, false);
    this.payload = payload;
    this.source = source;
  }

  /// As raised: a map or a string.
  static WorkflowError raised(JsonNode payload) {
    return new WorkflowError(payload, Optional.empty());
  }

  /// An error of the runner's own.
  ///
  /// @param tag one of the page "Workflow errors", such as `KeyError`
  static WorkflowError of(String tag, String message) {
    return raised(map(tag, tag + ": " + message));
  }

  /// An error map.
  static ObjectNode map(String tag, String message) {
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    map.put("message", message);
    map.putArray("tags").add(tag);
    return map;
  }

  /// The same, with the step where it began.
  WorkflowError at(Source step) {
    return source.isPresent() ? this : new WorkflowError(payload, Optional.of(step));
  }

  JsonNode payload() {
    return payload;
  }

  Optional<Source> source() {
    return source;
  }
}
