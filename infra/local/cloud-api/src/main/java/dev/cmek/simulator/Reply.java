package dev.cmek.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/// What goes back to the caller.
sealed interface Reply {

  /// The connection is closed without an answer.
  record Cut() implements Reply {}

  /// An HTTP answer.
  record Answer(int status, String contentType, String body, Map<String, String> headers)
      implements Reply {

    public Answer {
      headers = Map.copyOf(headers);
    }

    Answer withHeader(String name, String value) {
      Map<String, String> all = new HashMap<>(headers);
      all.put(name, value);
      return new Answer(status, contentType, body, all);
    }
  }

  static Answer json(int status, JsonNode body) {
    return new Answer(status, "application/json", Json.text(body), Map.of());
  }

  static Answer error(ApiError error) {
    return json(
        error.status(),
        Json.object()
            .put("code", error.code())
            .put("message", error.text())
            .set("details", Json.array()));
  }
}
