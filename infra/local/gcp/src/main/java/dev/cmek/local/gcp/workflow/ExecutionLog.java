package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.gcp.workflow.Execution.End;
import dev.cmek.local.gcp.workflow.Execution.State;

/// Writes the log entry about the end of an execution: `google/cloud/workflows/type/
/// executions_system.proto` of googleapis in a LogEntry ("Send execution logs to Cloud Logging").
final class ExecutionLog {

  private ExecutionLog() {}

  /// A LogEntry as a log sink exports it.
  static String entry(Execution execution, End end) {
    Workflow workflow = execution.workflow();
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry.put("insertId", execution.id());
    ObjectNode payload = entry.putObject("jsonPayload");
    payload.put("@type", "type.googleapis.com/google.cloud.workflows.type.ExecutionsSystemLog");
    payload.put("activityTime", end.at().toString());
    payload.put("state", end.state().name());
    end.error()
        .ifPresent(error -> {
          ObjectNode failure = payload.putObject("failure");
          failure.put("exception", shortened(error.payload().toString()));
          failure.put("source", error.source().map(Object::toString).orElse(""));
        });
    ObjectNode resource = entry.putObject("resource");
    resource.put("type", "workflows.googleapis.com/Workflow");
    ObjectNode labels = resource.putObject("labels");
    labels.put("project_id", workflow.project());
    labels.put("location", workflow.location());
    labels.put("workflow_id", workflow.id());
    entry.put("timestamp", end.at().toString());
    entry.put("receiveTimestamp", end.at().toString());
    entry.put("severity", end.state() == State.FAILED ? "ERROR" : "INFO");
    ObjectNode own = entry.putObject("labels");
    own.put("workflows.googleapis.com/execution_id", execution.id());
    own.put("workflows.googleapis.com/revision_id", Workflows.REVISION);
    entry.put(
        "logName",
        "projects/" + workflow.project() + "/logs/workflows.googleapis.com%2Fexecutions_system");
    return entry.toString();
  }

  /// To 1 kB, as the comment at `Failure.exception` says.
  private static String shortened(String text) {
    return text.length() <= 1024 ? text : text.substring(0, 1024);
  }
}
