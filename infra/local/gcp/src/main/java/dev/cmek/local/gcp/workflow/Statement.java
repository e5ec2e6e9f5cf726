package dev.cmek.local.gcp.workflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a step does.
sealed interface Statement {

  /// A step of a definition.
  ///
  /// @param next where to go on: a step's name, `end`, `break` or `continue`; empty: with the step
  ///   below
  record Step(String name, int line, Statement does, Optional<String> next) {}

  /// `assign`.
  record Assign(List<Assignment> assignments) implements Statement {}

  /// One line of an `assign`.
  record Assignment(Expression target, Template value) {}

  /// `call` of a subworkflow.
  record CallSubworkflow(String name, Map<String, Template> args, Optional<String> result)
      implements Statement {}

  /// `call` of the standard library.
  record CallLibrary(LibraryCall call, Map<String, Template> args, Optional<String> result)
      implements Statement {}

  /// What of the standard library can be called, with the argument that each needs.
  enum LibraryCall {
    HTTP_GET("http.get", "url"),
    HTTP_POST("http.post", "url"),
    SYS_SLEEP("sys.sleep", "seconds"),
    SYS_LOG("sys.log", "data");

    private final String inDefinitions;
    private final String needed;

    LibraryCall(String inDefinitions, String needed) {
      this.inDefinitions = inDefinitions;
      this.needed = needed;
    }

    String inDefinitions() {
      return inDefinitions;
    }

    String needed() {
      return needed;
    }

    boolean takes(String argument) {
      return argument.equals(needed) || optional().contains(argument);
    }

    private Set<String> optional() {
      return switch (this) {
        case HTTP_GET -> Set.of("headers", "query", "auth", "timeout");
        case HTTP_POST -> Set.of("headers", "query", "auth", "timeout", "body");
        case SYS_SLEEP -> Set.of();
        case SYS_LOG -> Set.of("severity");
      };
    }
  }

  /// `switch`.
  record Switch(List<Case> cases) implements Statement {}

  /// One case; `then` is empty where there is only a `next`.
  record Case(Template condition, Optional<Statement> then, Optional<String> next) {}

  /// `for`.
  record For(Loop loop) implements Statement {}

  /// What is repeated, for what.
  ///
  /// @param in a list; or, if `range` says so, the first and the last of numbers
  record Loop(String value, Optional<String> index, boolean range, Template in, List<Step> steps) {}

  /// `parallel` with `branches`.
  record Branches(Fork fork, List<Step> branches) implements Statement {}

  /// `parallel` with `for`.
  record ParallelFor(Fork fork, Loop loop) implements Statement {}

  /// What both kinds of `parallel` have.
  ///
  /// @param shared the variables of blocks around it that branches may write
  record Fork(List<String> shared, Optional<Template> concurrencyLimit) {

    private Stream<String> reads() {
      return Stream.concat(shared.stream(), concurrencyLimit.stream().flatMap(Template::variables));
    }
  }

  /// `try`.
  record Try(List<Step> steps, Optional<Retry> retry, Optional<Except> except)
      implements Statement {}

  /// `retry`.
  ///
  /// @param predicate a subworkflow's name; empty: `http.default_retry_predicate`
  record Retry(Optional<String> predicate, int maxRetries, Backoff backoff) {}

  /// How long to wait before each retry, in seconds.
  record Backoff(double initialDelay, double maxDelay, double multiplier) {

    /// @param retry 1 for the first
    double delay(int retry) {
      return Math.min(maxDelay, initialDelay * Math.pow(multiplier, retry - 1));
    }
  }

  /// `except`.
  record Except(String as, List<Step> steps) {}

  /// `raise`.
  record Raise(Template error) implements Statement {}

  /// `return`.
  record Return(Template value) implements Statement {}

  /// `steps`.
  record Nested(List<Step> steps) implements Statement {}

  /// A step that only goes on elsewhere.
  record Nothing() implements Statement {}

  /// The blocks of steps that are directly inside of it.
  default List<List<Step>> blocks() {
    return switch (this) {
      case Switch(List<Case> cases) ->
          cases.stream().flatMap(c -> c.then().stream()).flatMap(s -> s.blocks().stream()).toList();
      case For(Loop loop) -> List.of(loop.steps());
      case Branches(_, List<Step> branches) -> List.of(branches);
      case ParallelFor(_, Loop loop) -> List.of(loop.steps());
      case Try(List<Step> steps, _, Optional<Except> except) ->
          except.isEmpty() ? List.of(steps) : List.of(steps, except.get().steps());
      case Nested(List<Step> steps) -> List.of(steps);
      default -> List.of();
    };
  }

  /// The variables that it assigns, without those that steps inside of it do.
  default Stream<String> assigned() {
    return switch (this) {
      case Assign(List<Assignment> assignments) ->
          assignments.stream().flatMap(a -> a.target().variables().limit(1));
      case CallSubworkflow(_, _, Optional<String> result) -> result.stream();
      case CallLibrary(_, _, Optional<String> result) -> result.stream();
      case Switch(List<Case> cases) ->
          cases.stream().flatMap(c -> c.then().stream()).flatMap(Statement::assigned);
      default -> Stream.of();
    };
  }

  /// The variables that it makes for the steps inside of it.
  default Stream<String> declared() {
    return switch (this) {
      case For(Loop loop) -> Stream.concat(Stream.of(loop.value()), loop.index().stream());
      case ParallelFor(_, Loop loop) ->
          Stream.concat(Stream.of(loop.value()), loop.index().stream());
      case Try(_, _, Optional<Except> except) -> except.stream().map(Except::as);
      default -> Stream.of();
    };
  }

  /// The variables that it reads, without those that steps inside of it do.
  default Stream<String> reads() {
    return switch (this) {
      case Assign(List<Assignment> assignments) ->
          assignments.stream()
              .flatMap(a -> Stream.concat(a.target().variables().skip(1), a.value().variables()));
      case CallSubworkflow(_, Map<String, Template> args, _) -> variables(args);
      case CallLibrary(_, Map<String, Template> args, _) -> variables(args);
      case Switch(List<Case> cases) ->
          cases.stream()
              .flatMap(c ->
                  Stream.concat(
                      c.condition().variables(), c.then().stream().flatMap(Statement::reads)));
      case For(Loop loop) -> loop.in().variables();
      case Branches(Fork fork, _) -> fork.reads();
      case ParallelFor(Fork fork, Loop loop) -> Stream.concat(fork.reads(), loop.in().variables());
      case Raise(Template error) -> error.variables();
      case Return(Template value) -> value.variables();
      default -> Stream.of();
    };
  }

  private static Stream<String> variables(Map<String, Template> args) {
    return args.values().stream().flatMap(Template::variables);
  }
}
