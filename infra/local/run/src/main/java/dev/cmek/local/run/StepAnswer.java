package dev.cmek.local.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a function was asked or answered, in a line for people. The same JSON goes in and out on
/// both clouds.
final class StepAnswer {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private StepAnswer() {}

  /// What was changed, such as `CreateKey, 2 × CreateAlias`, or else what was found.
  ///
  /// @param state such as `FetchCluster`
  /// @param output `{"value":…,"changes":[…]}`
  static String done(String state, @Nullable String output) {
    List<String> actions = new ArrayList<>();
    json(output).path("changes").forEach(change -> actions.add(change.path("action").asText()));
    return actions.isEmpty() ? found(state, json(output).path("value")) : counted(actions);
  }

  /// Such as `CreateKey, 2 × CreateAlias`.
  ///
  /// @param actions such as `kms:CreateKey`
  static String counted(List<String> actions) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    actions.forEach(
        action -> counts.merge(action.substring(action.indexOf(':') + 1), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(change ->
            change.getValue() == 1 ? change.getKey() : change.getValue() + " × " + change.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String found(String state, JsonNode value) {
    return switch (state) {
      case "BeginRun" -> "attempt " + value.at("/run/attempt").asText();
      case "FetchCluster" ->
          "%s: %s, %s"
              .formatted(
                  count(value.path("regions"), "region"),
                  count(value.at("/plan/keys"), "key"),
                  count(value.at("/plan/replicas"), "replica"));
      case "VerifyAccess" -> count(value.path("findings"), "finding");
      case "CheckCmek" ->
          value.path("status").asText() + " in " + count(value.path("regions"), "region");
      case "Record" -> "evidence kept: " + value.path("result").asText();
      case "Notify" -> "told: " + value.path("error").asText();
      default -> "nothing to change";
    };
  }

  private static String count(JsonNode things, String name) {
    return switch (things.size()) {
      case 0 -> "no " + name + "s";
      case 1 -> "1 " + name;
      default -> things.size() + " " + name + "s";
    };
  }

  /// `ACCESS_SPREADING: …`, from `{"reason":…,"message":…}`; other text as it is.
  static String reason(String message) {
    JsonNode said = json(message);
    return said.has("reason")
        ? said.path("reason").asText() + ": " + said.path("message").asText()
        : message;
  }

  /// The region that a function works for; empty if it works for none.
  ///
  /// @param input what it was asked
  static String place(@Nullable String input) {
    JsonNode item = json(input);
    return item.path("replica").path("place").asText(item.path("key").path("place").asText());
  }

  static JsonNode json(@Nullable String text) {
    try {
      return text == null ? MAPPER.missingNode() : MAPPER.readTree(text);
    } catch (JsonProcessingException _) {
      return MAPPER.missingNode(); // text for people
    }
  }
}
