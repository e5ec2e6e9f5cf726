package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.workflow.Template.Data;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One state of a definition.
///
/// @param next empty for the last one, and for a choice, which decides by its rules
record State(String name, Shape shape, Work work, Handling handling, Optional<String> next) {

  /// A sequence of states: the whole machine, or what a Map does for each item.
  record Chain(String startAt, Map<String, State> states) {}

  /// How data flow through the state.
  record Shape(
      Template inputPath,
      Template parameters,
      Template resultSelector,
      ResultPath resultPath,
      Template outputPath) {}

  /// What a state does.
  sealed interface Work {

    /// Calls a function.
    record Task(String resource, Optional<Duration> timeout) implements Work {}

    /// Does the same for each item of a list.
    ///
    /// @param items the list; of a distributed Map: what its reader is told
    /// @param children empty: the items are part of this execution
    record ForEach(
        Template items,
        int maxConcurrency,
        Template itemSelector,
        Chain processor,
        Optional<Children> children)
        implements Work {}

    /// Gives its input, or a constant.
    record Pass(Optional<JsonNode> result) implements Work {}

    /// Goes on with the first rule that holds.
    record Choice(List<Rule> rules, Optional<String> otherwise) implements Work {}

    /// Waits.
    record Wait(Moment until) implements Work {}

    /// Ends the chain well.
    record Succeed() implements Work {}

    /// Ends the execution badly.
    record Fail(Template error, Template cause) implements Work {}
  }

  /// That each item of a Map is an execution of its own.
  ///
  /// @param toleratedPercent how many of them may fail
  /// @param express they may take [Interpreter#LONGEST_EXPRESS] only
  record Children(double toleratedPercent, boolean express) {}

  /// One way out of a choice.
  record Rule(Condition condition, String next) {}

  /// A test of a state's data.
  @FunctionalInterface
  interface Condition {
    boolean holds(Data data);
  }

  /// The end of a wait.
  @FunctionalInterface
  interface Moment {
    Instant after(Instant now, Data data);
  }
}
