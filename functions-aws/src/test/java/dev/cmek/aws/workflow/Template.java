package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Makes JSON out of a state's data: a path, an intrinsic function, or JSON with such in it.
@FunctionalInterface
interface Template {

  /// The input as it is.
  Template WHOLE = Data::input;

  /// The JSON for these data.
  ///
  /// @throws StateFailure if they lack what the template needs
  JsonNode fill(Data data);

  /// The same whatever the data are.
  static Template constant(JsonNode value) {
    return _ -> value;
  }

  /// What a template may refer to.
  ///
  /// @param input what `$` means
  /// @param context what `$$` means
  record Data(JsonNode input, ObjectNode context) {

    Data with(JsonNode other) {
      return new Data(other, context);
    }
  }
}
