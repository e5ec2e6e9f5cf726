package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An execution of Workflows as the functions' logs tell it, and its state as the engine does.
final class WorkflowTrail implements Trail {

  /// What it says of a step that changes nothing in the cloud that it is done.
  private static final Map<String, String> DONE_MEANS =
      Map.of(
          "FetchCluster", "looked up, keys planned",
          "VerifyAccess", "nothing in the way",
          "CheckCmek", "ENABLED in every region",
          "Record", "evidence kept",
          "Notify", "told");

  private static final Pattern LOCATION = Pattern.compile("/locations/([^/]+)/");

  private final String execution;
  private final GoogleRest google;
  private final Path logs;
  private final Map<Path, Integer> read = new HashMap<>();

  /// Actions by step and place, of the steps that have not ended.
  private final Map<String, Map<String, List<String>>> changes = new HashMap<>();

  private JsonNode state;
  private JsonNode steps;
  private String running = "";

  /// @param execution its full name
  /// @param logs the folder with a log per function
  WorkflowTrail(String execution, GoogleRest google, Path logs) {
    this.execution = execution;
    this.google = google;
    this.logs = logs;
    this.state = google.get("/v1/" + execution);
    this.steps = google.get(stepsPath());
  }

  @Override
  public List<Line> follow() {
    state = google.get("/v1/" + execution);
    steps = google.get(stepsPath());
    List<Line> lines = new ArrayList<>();
    Instant start = Instant.parse(state.path("startTime").asText());
    newLogLines().stream()
        .filter(this::isOurs)
        .filter(line -> !at(line).isBefore(start))
        .sorted(Comparator.comparing(WorkflowTrail::at))
        .forEach(line -> take(line, lines));
    return lines;
  }

  @Override
  public Optional<End> end() {
    return switch (state.path("state").asText()) {
      case "ACTIVE", "QUEUED" -> Optional.empty();
      case "SUCCEEDED" -> Optional.of(new End(true, ""));
      default -> Optional.of(new End(false, cause()));
    };
  }

  private String cause() {
    JsonNode payload = StepAnswer.json(state.at("/error/payload").asText());
    return payload.has("code")
        ? payload.path("code").asText() + ": " + payload.path("message").asText()
        : state.path("state").asText() + " " + state.path("error");
  }

  @Override
  public int steps() {
    return steps.path("steps").size();
  }

  @Override
  public boolean wasInTheWay() {
    return StepAnswer.json(state.path("result").asText()).path("busy").asBoolean();
  }

  @Override
  public String running() {
    return running;
  }

  private void take(JsonNode line, List<Line> lines) {
    String step = line.path("step").asText();
    running = step;
    switch (line.path("outcome").asText()) {
      case "CHANGED" ->
          changes
              .computeIfAbsent(step, _ -> new TreeMap<>())
              .computeIfAbsent(place(line.path("object").asText()), _ -> new ArrayList<>())
              .add(line.path("action").asText());
      case "DONE" -> lines.addAll(done(step, line));
      case "NOT_YET" -> lines.add(line(line, "", Outcome.NOT_YET, reason(line)));
      case "REFUSED" -> lines.add(line(line, "", Outcome.REFUSED, reason(line)));
      case "FAILED" -> lines.add(line(line, "", Outcome.FAILED, line.path("message").asText()));
      default -> {} // what a sweep or a door says is no step's outcome
    }
  }

  /// A line for each place in which something was changed.
  private List<Line> done(String step, JsonNode line) {
    Map<String, List<String>> made = changes.remove(step);
    if (made == null) {
      return List.of(
          line(line, "", Outcome.DONE, DONE_MEANS.getOrDefault(step, "nothing to change")));
    }
    List<Line> lines = new ArrayList<>();
    made.forEach((place, actions) ->
        lines.add(line(line, place, Outcome.DONE, StepAnswer.counted(actions))));
    return lines;
  }

  private static Line line(JsonNode line, String place, Outcome outcome, String text) {
    return new Line(
        at(line),
        line.path("step").asText(),
        place,
        Duration.ofMillis(line.path("durationMs").asLong()),
        outcome,
        text);
  }

  private static String reason(JsonNode line) {
    return line.path("reason").asText();
  }

  /// The location of a key; empty for what is in none.
  private static String place(String object) {
    Matcher location = LOCATION.matcher(object);
    return location.find() ? location.group(1) : "";
  }

  private boolean isOurs(JsonNode line) {
    String cluster = line.path("cluster").asText();
    return !cluster.isEmpty() && state.path("argument").asText().contains(cluster);
  }

  private static Instant at(JsonNode line) {
    return Instant.parse(line.path("time").asText());
  }

  private List<JsonNode> newLogLines() {
    try (Stream<Path> files = Files.list(logs)) {
      List<JsonNode> lines = new ArrayList<>();
      for (Path file : files.filter(WorkflowTrail::isFunctions).sorted().toList()) {
        List<String> all = completeLines(file);
        int known = read.getOrDefault(file, 0);
        all.subList(known, all.size()).stream()
            .map(StepAnswer::json)
            .filter(line -> line.has("step") && line.has("time"))
            .forEach(lines::add);
        read.put(file, all.size());
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFunctions(Path file) {
    return file.getFileName().toString().matches("cmek-.*\\.log");
  }

  /// What a process is writing just now has no end yet.
  private static List<String> completeLines(Path file) throws IOException {
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private String stepsPath() {
    return "/local/executions/" + execution.substring(execution.lastIndexOf('/') + 1) + "/steps";
  }
}
