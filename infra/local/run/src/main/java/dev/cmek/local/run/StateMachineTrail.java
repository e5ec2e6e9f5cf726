package dev.cmek.local.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/// A Step Functions execution as its history tells it.
final class StateMachineTrail implements Trail {

  private static final String SWEEP_UNDER_WAY = "SweepUnderWay";

  /// A stay in a state.
  ///
  /// @param asked when the call began that runs now
  private record Visit(String state, String place, Instant entered, Instant asked) {}

  private final Supplier<List<HistoryEvent>> history;
  private final Map<Long, Visit> visits = new HashMap<>();
  private long seen;
  private final List<String> states = new ArrayList<>();
  private Optional<End> end = Optional.empty();
  private String running = "";

  /// @param history gives the whole of it, oldest first, as long as it is by now
  StateMachineTrail(Supplier<List<HistoryEvent>> history) {
    this.history = history;
  }

  @Override
  public List<Line> follow() {
    List<Line> lines = new ArrayList<>();
    for (HistoryEvent event : history.get()) {
      if (event.id() > seen) {
        seen = event.id();
        take(event).ifPresent(lines::add);
      }
    }
    return lines;
  }

  @Override
  public Optional<End> end() {
    return end;
  }

  @Override
  public int steps() {
    return states.size();
  }

  @Override
  public boolean wasInTheWay() {
    return states.contains(SWEEP_UNDER_WAY);
  }

  @Override
  public String running() {
    return running;
  }

  private Optional<Line> take(HistoryEvent event) {
    Visit visit = visits.get(event.previousEventId());
    if (event.stateEnteredEventDetails() != null) {
      String state = event.stateEnteredEventDetails().name();
      states.add(state);
      String place = StepAnswer.place(event.stateEnteredEventDetails().input());
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
                      StepAnswer.done(
                          visit.state, event.lambdaFunctionSucceededEventDetails().output())));
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
    String message = StepAnswer.json(cause).path("errorMessage").asText(cause == null ? "" : cause);
    if (name.endsWith(".NotYetException")) {
      return line(event, visit, visit.asked, Outcome.NOT_YET, StepAnswer.reason(message));
    }
    if (name.endsWith(".RefusedException")) {
      return line(event, visit, visit.asked, Outcome.REFUSED, StepAnswer.reason(message));
    }
    return line(event, visit, visit.asked, Outcome.FAILED, name + ": " + message);
  }

  private static Line line(
      HistoryEvent event, Visit visit, Instant since, Outcome outcome, String text) {
    Duration took = Duration.between(since, event.timestamp());
    return new Line(event.timestamp(), visit.state, visit.place, took, outcome, text);
  }
}
