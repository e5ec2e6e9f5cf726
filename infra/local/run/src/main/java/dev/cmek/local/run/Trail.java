package dev.cmek.local.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/// One execution as its history tells it, a line for each answer of a function.
///
/// The history is given again and again while it grows.
final class Trail {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// What a function answered.
  enum Outcome {
    DONE,
    /// the workflow waits, then asks again
    NOT_YET,
    /// nobody's intention: the workflow asks again a few times
    FAILED,
    REFUSED
  }

  /// A function's answer.
  ///
  /// @param place the region, if the state works for one; else empty
  /// @param took from entering the state to being done, or of this one call
  /// @param text what was changed or found, or why it is not done
  record Line(
      Instant at, String state, String place, Duration took, Outcome outcome, String text) {}

  /// How an execution ended.
  ///
  /// @param cause why it did not succeed; else empty
  record End(boolean succeeded, String cause) {}

  /// A stay in a state.
  ///
  /// @param asked when the call began that runs now
  private record Visit(String state, String place, Instant entered, Instant asked) {}

  private final Map<Long, Visit> visits = new HashMap<>();
  private long seen;
  private final List<String> states = new ArrayList<>();
  private Optional<End> end = Optional.empty();
  private String running = "";

  /// What happened since the last time.
  ///
  /// @param history the whole of it, oldest first
  List<Line> follow(List<HistoryEvent> history) {
    List<Line> lines = new ArrayList<>();
    for (HistoryEvent event : history) {
      if (event.id() > seen) {
        seen = event.id();
        take(event).ifPresent(lines::add);
      }
    }
    return lines;
  }

  Optional<End> end() {
    return end;
  }

  /// How many states it entered: what Step Functions bills.
  int statesEntered() {
    return states.size();
  }

  boolean entered(String state) {
    return states.contains(state);
  }

  /// The function that was asked last; empty before the first.
  String running() {
    return running;
  }

  private Optional<Line> take(HistoryEvent event) {
    Visit visit = visits.get(event.previousEventId());
    if (event.stateEnteredEventDetails() != null) {
      String state = event.stateEnteredEventDetails().name();
      states.add(state);
      String place = place(event.stateEnteredEventDetails().input());
      visit = new Visit(state, place, event.timestamp(), event.timestamp());
    }
    if (visit == null) {
      end(event);
      return Optional.empty();
    }
    Optional<Line> line =
        switch (event.type()) {
          case LAMBDA_FUNCTION_SCHEDULED -> {
            running = visit.state;
            visit = new Visit(visit.state, visit.place, visit.entered, event.timestamp());
            yield Optional.empty();
          }
          case LAMBDA_FUNCTION_SUCCEEDED ->
              Optional.of(
                  line(
                      event,
                      visit,
                      visit.entered,
                      Outcome.DONE,
                      done(visit.state, event.lambdaFunctionSucceededEventDetails().output())));
          case LAMBDA_FUNCTION_FAILED ->
              Optional.of(
                  failed(
                      event,
                      visit,
                      event.lambdaFunctionFailedEventDetails().error(),
                      event.lambdaFunctionFailedEventDetails().cause()));
          case LAMBDA_FUNCTION_TIMED_OUT ->
              Optional.of(
                  failed(
                      event,
                      visit,
                      event.lambdaFunctionTimedOutEventDetails().error(),
                      event.lambdaFunctionTimedOutEventDetails().cause()));
          default -> {
            end(event);
            yield Optional.empty();
          }
        };
    visits.put(event.id(), visit);
    return line;
  }

  private void end(HistoryEvent event) {
    switch (event.type()) {
      case EXECUTION_SUCCEEDED -> end = Optional.of(new End(true, ""));
      case EXECUTION_FAILED ->
          end =
              Optional.of(
                  new End(
                      false,
                      event.executionFailedEventDetails().error()
                          + ": "
                          + event.executionFailedEventDetails().cause()));
      case EXECUTION_TIMED_OUT, EXECUTION_ABORTED ->
          end = Optional.of(new End(false, event.typeAsString()));
      default -> {}
    }
  }

  private static Line failed(
      HistoryEvent event, Visit visit, @Nullable String error, @Nullable String cause) {
    String name = error == null ? "unknown error" : error;
    String message = json(cause).path("errorMessage").asText(cause == null ? "" : cause);
    if (name.endsWith(".NotYetException")) {
      return line(event, visit, visit.asked, Outcome.NOT_YET, reason(message));
    }
    if (name.endsWith(".RefusedException")) {
      return line(event, visit, visit.asked, Outcome.REFUSED, reason(message));
    }
    return line(event, visit, visit.asked, Outcome.FAILED, name + ": " + message);
  }

  private static Line line(
      HistoryEvent event, Visit visit, Instant since, Outcome outcome, String text) {
    Duration took = Duration.between(since, event.timestamp());
    return new Line(event.timestamp(), visit.state, visit.place, took, outcome, text);
  }

  /// `ACCESS_SPREADING: …`, from `{"reason":…,"message":…}`.
  private static String reason(String message) {
    JsonNode said = json(message);
    return said.has("reason")
        ? said.path("reason").asText() + ": " + said.path("message").asText()
        : message;
  }

  /// What was changed, such as `CreateKey, 2 × CreateAlias`, or else what was found.
  private static String done(String state, @Nullable String output) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (JsonNode change : json(output).path("changes")) {
      String action = change.path("action").asText();
      counts.merge(action.substring(action.indexOf(':') + 1), 1, Integer::sum);
    }
    return counts.isEmpty()
        ? found(state, json(output).path("value"))
        : counts.entrySet().stream()
            .map(change ->
                change.getValue() == 1
                    ? change.getKey()
                    : change.getValue() + " × " + change.getKey())
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

  /// The region of a Map's item.
  private static String place(@Nullable String input) {
    JsonNode item = json(input);
    return item.path("replica").path("place").asText(item.path("key").path("place").asText());
  }

  private static JsonNode json(@Nullable String text) {
    try {
      return text == null ? MAPPER.missingNode() : MAPPER.readTree(text);
    } catch (JsonProcessingException _) {
      return MAPPER.missingNode(); // text for people
    }
  }
}
