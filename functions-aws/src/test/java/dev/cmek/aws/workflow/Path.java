package dev.cmek.aws.workflow;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.workflow.Template.Data;
import java.util.Optional;

/// A path to one value, such as `$.cluster.value`, `$.keys[0]`, `$['a-b']` or `$$.Execution.Id`.
///
/// @param where the state it stands in
/// @param ofContext whether it begins with `$$`
record Path(String where, String text, boolean ofContext, JsonPointer pointer) implements Template {

  /// The value, null included, if there is one.
  Optional<JsonNode> find(Data data) {
    JsonNode found = (ofContext ? data.context() : data.input()).at(pointer);
    return found.isMissingNode() ? Optional.empty() : Optional.of(found);
  }

  @Override
  public JsonNode fill(Data data) {
    return find(data)
        .orElseThrow(() ->
            StateFailure.runtime(
                where + ": '" + text + "' could not be found in the input " + data.input()));
  }
}
