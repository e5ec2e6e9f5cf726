package dev.cmek.local.gcp.workflow;

import dev.cmek.local.gcp.workflow.Definition.Parameter;
import dev.cmek.local.gcp.workflow.Definition.Subworkflow;
import dev.cmek.local.gcp.workflow.Statement.Branches;
import dev.cmek.local.gcp.workflow.Statement.CallSubworkflow;
import dev.cmek.local.gcp.workflow.Statement.Case;
import dev.cmek.local.gcp.workflow.Statement.For;
import dev.cmek.local.gcp.workflow.Statement.Fork;
import dev.cmek.local.gcp.workflow.Statement.ParallelFor;
import dev.cmek.local.gcp.workflow.Statement.Return;
import dev.cmek.local.gcp.workflow.Statement.Step;
import dev.cmek.local.gcp.workflow.Statement.Switch;
import dev.cmek.local.gcp.workflow.Statement.Try;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Judges what a definition says in one place by what it says in others.
final class DefinitionCheck {

  /// "Quotas and limits": depth of parallel steps.
  private static final int DEEPEST = 2;

  private final Definition definition;
  private final Subworkflow subworkflow;
  private final Set<String> variables = new HashSet<>();
  private final Set<String> names = new HashSet<>();

  private DefinitionCheck(Definition definition, Subworkflow subworkflow) {
    this.definition = definition;
    this.subworkflow = subworkflow;
  }

  /// @throws InvalidDefinition says what is wrong where
  static void check(Definition definition) {
    definition.subworkflows().values().forEach(s -> new DefinitionCheck(definition, s).check());
  }

  /// Where a step stands.
  ///
  /// @param targets the steps that it may go on with
  /// @param looped whether `break` and `continue` are allowed
  /// @param parallels how many parallel steps it is in
  /// @param declared the variables that the blocks around it make: of loops and `except`
  private record Place(Set<String> targets, boolean looped, int parallels, Set<String> declared) {

    Place with(List<Step> steps) {
      Set<String> more = new HashSet<>(targets);
      steps.forEach(step -> more.add(step.name()));
      return new Place(more, looped, parallels, declared);
    }

    /// Where these variables are known as well.
    Place knowing(Stream<String> variables) {
      Set<String> more = new HashSet<>(declared);
      variables.forEach(more::add);
      return new Place(targets, looped, parallels, more);
    }

    /// A place inside of it that no step can leave by its name.
    Place closed(boolean loop, int deeper) {
      return new Place(Set.of(), loop, parallels + deeper, declared);
    }
  }

  private void check() {
    subworkflow.params().stream().map(Parameter::name).forEach(variables::add);
    inner(subworkflow.steps()).flatMap(step -> step.does().assigned()).forEach(variables::add);
    steps(subworkflow.steps(), new Place(Set.of(), false, 0, Set.of()));
  }

  private void steps(List<Step> steps, Place outside) {
    Place place = outside.with(steps);
    for (Step step : steps) {
      if (!names.add(step.name())) {
        throw refuse(step, "there is another step " + step.name());
      }
      step(step, place);
    }
  }

  private void step(Step step, Place place) {
    Statement statement = step.does();
    step.next().ifPresent(next -> goesTo(next, step, place));
    statement
        .reads()
        .filter(name -> !variables.contains(name) && !place.declared().contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw refuse(step, "nothing is ever assigned to " + name);
        });
    switch (statement) {
      case CallSubworkflow call -> arguments(call, step);
      case Switch(List<Case> cases) -> {
        cases.stream().flatMap(c -> c.next().stream()).forEach(next -> goesTo(next, step, place));
        cases.stream()
            .flatMap(c -> c.then().stream())
            .filter(Return.class::isInstance)
            .forEach(_ -> returns(step, place));
      }
      case Return _ -> returns(step, place);
      case Try attempt -> predicate(attempt, step);
      case Branches(Fork fork, _) -> fork(fork, step, place);
      case ParallelFor(Fork fork, _) -> fork(fork, step, place);
      default -> {
        // Nothing else depends on other places.
      }
    }
    inside(step, place);
  }

  private void inside(Step step, Place outer) {
    Place place = outer.knowing(step.does().declared());
    switch (step.does()) {
      case For(Statement.Loop loop) -> steps(loop.steps(), place.closed(true, 0));
      case ParallelFor(_, Statement.Loop loop) -> steps(loop.steps(), place.closed(false, 1));
      case Branches(_, List<Step> branches) ->
          branches.forEach(branch -> steps(List.of(branch), place.closed(false, 1)));
      case Try attempt -> {
        if (isUnnamed(step)) {
          // The one step goes by the name of this one, which is checked as a name already.
          step(attempt.steps().getFirst(), outer);
        } else {
          steps(attempt.steps(), outer);
        }
        attempt.except().ifPresent(except -> steps(except.steps(), place));
      }
      default -> step.does().blocks().forEach(block -> steps(block, place));
    }
  }

  /// Whether it is a `try` with a single step that has no name of its own.
  static boolean isUnnamed(Step step) {
    return step.does() instanceof Try attempt
        && attempt.steps().getFirst().name().equals(step.name());
  }

  private void goesTo(String next, Step step, Place place) {
    boolean known =
        switch (next) {
          case "end" -> subworkflow.name().equals(Definition.MAIN) && place.parallels() == 0;
          case "break", "continue" -> place.looped();
          default -> place.targets().contains(next);
        };
    if (!known) {
      throw refuse(step, "cannot go on with " + next + " from here");
    }
  }

  private static void returns(Step step, Place place) {
    if (place.parallels() > 0) {
      throw refuse(step, "cannot return from within a parallel step");
    }
  }

  private void arguments(CallSubworkflow call, Step step) {
    Subworkflow called = subworkflow(call.name(), step);
    Set<String> unknown = new HashSet<>(call.args().keySet());
    called.params().stream().map(Parameter::name).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw refuse(step, call.name() + " does not take " + unknown);
    }
    called.params().stream()
        .filter(param -> param.fallback().isEmpty() && !call.args().containsKey(param.name()))
        .findFirst()
        .ifPresent(param -> {
          throw refuse(step, call.name() + " lacks " + param.name());
        });
  }

  private void predicate(Try attempt, Step step) {
    attempt
        .retry()
        .flatMap(Statement.Retry::predicate)
        .filter(name -> subworkflow(name, step).params().size() != 1)
        .ifPresent(name -> {
          throw refuse(step, "predicate " + name + " must take one parameter");
        });
  }

  private Subworkflow subworkflow(String name, Step step) {
    Map<String, Subworkflow> all = definition.subworkflows();
    Subworkflow found = name.equals(Definition.MAIN) ? null : all.get(name);
    if (found == null) {
      throw refuse(step, "there is no subworkflow " + name);
    }
    return found;
  }

  /// What is assigned outside can be read inside; written only if it is shared.
  private void fork(Fork fork, Step step, Place place) {
    if (place.parallels() >= DEEPEST) {
      throw refuse(step, "parallel steps are nested more than " + DEEPEST + " deep");
    }
    Set<String> outside = new HashSet<>(assignedWithin(subworkflow.steps(), List.of(step)));
    subworkflow.params().stream().map(Parameter::name).forEach(outside::add);
    fork.shared().stream()
        .filter(name -> !outside.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw refuse(step, "shared " + name + " is not assigned outside");
        });
    Set<String> readOnly = new HashSet<>(outside);
    fork.shared().forEach(readOnly::remove);
    step.does().blocks().stream()
        .flatMap(DefinitionCheck::inner)
        .forEach(inner ->
            inner
                .does()
                .assigned()
                .filter(readOnly::contains)
                .findFirst()
                .ifPresent(name -> {
                  throw refuse(inner, name + " can only be read here, as it is not shared");
                }));
  }

  /// All variables that these steps assign, without those in the excepted steps.
  private static Set<String> assignedWithin(List<Step> steps, List<Step> except) {
    Set<String> found = new HashSet<>();
    for (Step step : steps) {
      if (!except.contains(step)) {
        step.does().assigned().forEach(found::add);
        step.does().declared().forEach(found::add);
        step.does().blocks().forEach(block -> found.addAll(assignedWithin(block, except)));
      }
    }
    return found;
  }

  /// All steps in these, and these.
  private static Stream<Step> inner(List<Step> steps) {
    return steps.stream()
        .flatMap(step ->
            Stream.concat(
                Stream.of(step), step.does().blocks().stream().flatMap(DefinitionCheck::inner)));
  }

  private static InvalidDefinition refuse(Step step, String why) {
    return new InvalidDefinition(step.line(), "step " + step.name() + ": " + why);
  }
}
