package dev.cmek.shared.state;

import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.request.RequestExample.onboarding;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.door.FakeWorkflows;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.state.BeginRun.Begun;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Two events for one cluster, three executions for each, in any order and with any accident.
final class BeginRunPropertiesTest {

  private static final List<Onboarding> EVENTS =
      List.of(onboarding("e-1", ""), onboarding("e-2", ""));
  private static final List<JsonNode> INPUTS =
      EVENTS.stream().map(e -> Payloads.tree(Payloads.write(e))).toList();

  enum Kind {
    BEGIN,
    BEGIN_AND_LOSE_A_RACE,
    BEGIN_AND_LOSE_THE_ANSWER,
    SUCCEED,
    REFUSE,
    DIE
  }

  /// What happens to an execution: `e-1` is worked on by 0, 2 and 4, `e-2` by the others.
  ///
  /// @param rival begins in the middle of it, if it is a race
  /// @param write whose answer is lost, if one is
  record Happening(Kind kind, int execution, int rival, int write) {}

  @Property(tries = 500)
  void oneExecutionAtATimeMayGoOn(@ForAll("histories") List<Happening> history) {
    World world = new World();

    for (Happening happening : history) {
      world.let(happening);

      assertThat(world.going).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Property(tries = 500)
  void anEventThatSucceededIsNeverWorkedOnAgain(@ForAll("histories") List<Happening> history) {
    World world = new World();

    for (Happening happening : history) {
      Set<Integer> before = Set.copyOf(world.succeeded);
      world.let(happening);

      assertThat(world.going).allSatisfy(e -> assertThat(before).doesNotContain(e % 2));
    }
  }

  @Property(tries = 200)
  void anEventIsWorkedOnInTheEndWhateverHappenedBefore(
      @ForAll("histories") List<Happening> history) {
    World world = new World();

    history.forEach(world::let);
    Set.copyOf(world.going).forEach(e -> world.let(new Happening(Kind.DIE, e, 0, 0)));
    for (int e = 0; e < 6; e++) {
      world.let(new Happening(Kind.DIE, e, 0, 0));
    }
    world.let(new Happening(Kind.BEGIN, 6, 0, 0));

    assertThat(world.succeeded.contains(0) || world.going.contains(6)).isTrue();
  }

  @Provide
  Arbitrary<List<Happening>> histories() {
    Arbitrary<Integer> executions = Arbitraries.integers().between(0, 5);
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            executions,
            executions,
            Arbitraries.integers().between(1, 2))
        .as(Happening::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }

  private static final class World {

    private final FakeDocuments state = new FakeDocuments();
    private final FakeWorkflows engine = new FakeWorkflows();
    private final Runs runs = new Runs(state);
    private final Leases leases = new Leases(state);
    private final BeginRun step =
        new BeginRun(
            new RequestParser(CloudProvider.AWS),
            runs,
            leases,
            engine,
            Duration.ofHours(2),
            new ManualClock(STARTED));
    private final Set<Integer> over = new HashSet<>();
    private final Set<Integer> going = new TreeSet<>();
    private final Set<Integer> succeeded = new TreeSet<>();

    void let(Happening happening) {
      int execution = happening.execution();
      switch (happening.kind()) {
        case BEGIN -> begin(execution);
        case BEGIN_AND_LOSE_A_RACE -> {
          state.beforeNextWrite(() -> begin(happening.rival()));
          begin(execution);
          state.beforeNextWrite(() -> {});
        }
        case BEGIN_AND_LOSE_THE_ANSWER -> {
          state.loseAnswerOfWrite(happening.write());
          begin(execution);
          state.loseAnswerOfWrite(0);
        }
        case SUCCEED -> end(execution, RunResult.ENABLED);
        case REFUSE -> end(execution, RunResult.REFUSED);
        case DIE -> {
          engine.set(name(execution), Status.ABORTED);
          over.add(execution);
          going.remove(execution);
        }
      }
    }

    private void begin(int execution) {
      if (over.contains(execution)) {
        return;
      }
      engine.set(name(execution), Status.RUNNING);
      try {
        boolean mayGoOn =
            step.run(
                        new BeginRun.Input(INPUTS.get(execution % 2), name(execution)),
                        Changes.of(false))
                    instanceof Done<Begun>(Begun begun)
                && !begun.run().duplicate();
        if (mayGoOn) {
          going.add(execution);
        }
      } catch (Stop _) {
        // the answer was lost: the workflow would call it again, as a later happening may
      }
    }

    /// As `Record` and `Notify` do it; the engine learns of the end only later.
    private void end(int execution, RunResult result) {
      if (!going.remove(execution)) {
        return;
      }
      over.add(execution);
      String run = RunId.of(EVENTS.get(execution % 2));
      runs.end(run, name(execution), result);
      leases.release(CLUSTER, name(execution));
      runs.told(run, name(execution), result);
      if (result.isSuccess()) {
        succeeded.add(execution % 2);
      }
    }

    private static String name(int execution) {
      return "execution-" + execution;
    }
  }
}
