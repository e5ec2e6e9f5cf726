package dev.cmek.shared.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.shared.json.Payloads;
import java.util.List;
import java.util.Optional;

/// What a workflow engine says of a failed step, in our own terms.
@FunctionalInterface
public interface EngineFailures {

  /// Reads one member.
  ///
  /// @param member of the workflow's object
  /// @return empty if it is none of the engine's: absent, or in our terms already
  Optional<Failure> read(JsonNode member);

  /// The workflow's object with its `failure` and `recordFailure`, if it has them, as [Failure]s.
  default byte[] inRun(byte[] input) {
    return Payloads.write(translated((ObjectNode) Payloads.tree(input)));
  }

  /// The same where the workflow's object is the member `found`, as at the end of a sweep.
  default byte[] inSweep(byte[] input) {
    ObjectNode object = (ObjectNode) Payloads.tree(input);
    var _ = translated((ObjectNode) object.path("found"));
    return Payloads.write(object);
  }

  private ObjectNode translated(ObjectNode object) {
    for (String name : List.of("failure", "recordFailure")) {
      read(object.path(name))
          .ifPresent(failure -> object.set(name, Payloads.tree(Payloads.write(failure))));
    }
    return object;
  }
}
