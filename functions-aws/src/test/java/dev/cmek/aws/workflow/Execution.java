package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.workflow.Event.Caught;
import dev.cmek.aws.workflow.Event.Ended;
import dev.cmek.aws.workflow.Event.Entered;
import dev.cmek.aws.workflow.Event.Left;
import dev.cmek.aws.workflow.Event.Retried;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One run of a state machine. Its `toString` tells the whole story, for the message of a failed
/// assertion.
public final class Execution {

  private static final int LONGEST_TEXT = 300;

  private final String arn;
  private final JsonNode input;
  private final Instant startedAt;
  private final InstantSource clock;
  private final List<Event> history = new ArrayList<>();
  private final List<Execution> children = new ArrayList<>();
  private Status status = Status.RUNNING;
  private @Nullable JsonNode output;
  private String error = "";
  private String cause = "";

  Execution(String arn, JsonNode input, InstantSource clock) {
    this.arn = arn;
    this.input = input;
    this.startedAt = clock.instant();
    this.clock = clock;
  }

  /// As the service names them.
  public enum Status {
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED
  }

  /// Such as `arn:aws:states:eu-west-1:111111111111:execution:provision:provision-…-1`.
  public String arn() {
    return arn;
  }

  public String name() {
    return arn.substring(arn.lastIndexOf(':') + 1);
  }

  public JsonNode input() {
    return input;
  }

  public Instant startedAt() {
    return startedAt;
  }

  public Status status() {
    return status;
  }

  public boolean isRunning() {
    return status == Status.RUNNING;
  }

  /// What it gave, if it succeeded.
  public Optional<JsonNode> output() {
    return Optional.ofNullable(output);
  }

  /// The error's name; empty if there was none.
  public String error() {
    return error;
  }

  /// The error's cause; empty if there was none.
  public String cause() {
    return cause;
  }

  public List<Event> history() {
    return List.copyOf(history);
  }

  /// The events of one kind.
  public <E extends Event> List<E> history(Class<E> kind) {
    return events(kind).toList();
  }

  /// The states in the order in which they were entered, those inside of Maps included.
  public List<String> path() {
    return events(Entered.class).map(Entered::state).toList();
  }

  /// From its start to its end, or until now.
  public Duration elapsed() {
    Instant end = isRunning() ? clock.instant() : history.getLast().at();
    return Duration.between(startedAt, end);
  }

  /// How many states were entered, those inside of Maps included.
  public long entered() {
    return events(Entered.class).count();
  }

  /// How many retries there were; billed like entered states.
  public long retries() {
    return events(Retried.class).count();
  }

  /// Stops it, as StopExecution does: no Catch sees it, and a function at work goes on to its end.
  /// Of no effect on one that is over.
  public void abort() {
    if (isRunning()) {
      end(Status.ABORTED, "", "");
    }
  }

  /// The executions that a distributed Map of it started, in the order of their start.
  public List<Execution> children() {
    return List.copyOf(children);
  }

  void add(Execution child) {
    children.add(child);
  }

  void add(Event event) {
    history.add(event);
  }

  void succeed(JsonNode result) {
    output = result;
    end(Status.SUCCEEDED, "", "");
  }

  void end(Status how, String why, String because) {
    status = how;
    error = why;
    cause = because;
    history.add(new Ended(clock.instant(), how, why, because));
  }

  @Override
  public String toString() {
    return history.stream()
            .map(event -> "\n  " + offset(event.at()) + " " + text(event))
            .collect(Collectors.joining("", name() + " " + status, ""))
        + children.stream().map(child -> "\n" + child).collect(Collectors.joining());
  }

  private static String text(Event event) {
    return switch (event) {
      case Entered(_, var in, var state, _) -> place(in, state) + " entered";
      case Left(_, var in, var state, _) -> place(in, state) + " left";
      case Retried(_, var in, var state, var retry, var after, var why, var because) ->
          place(in, state) + " retry " + retry + " in " + seconds(after) + failure(why, because);
      case Caught(_, var in, var state, var why, var because, var next) ->
          place(in, state) + " goes on with " + next + failure(why, because);
      case Ended(_, var status, var why, var because) -> status + failure(why, because);
    };
  }

  private static String failure(String error, String cause) {
    if (error.isEmpty() && cause.isEmpty()) {
      return "";
    }
    String text = ": " + error + " " + cause;
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
  }

  private static String place(String in, String state) {
    return in.isEmpty() ? state : in + " " + state;
  }

  private String offset(Instant at) {
    return "+" + seconds(Duration.between(startedAt, at));
  }

  private static String seconds(Duration length) {
    return "%.3f s".formatted(length.toMillis() / 1000.0);
  }

  private <E extends Event> Stream<E> events(Class<E> kind) {
    return history.stream().filter(kind::isInstance).map(kind::cast);
  }
}
