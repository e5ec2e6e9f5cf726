package dev.cmek.shared.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.door.Workflows.Start;
import dev.cmek.shared.state.Engine.Execution;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FakeWorkflowsTest {

  private final FakeWorkflows workflows = new FakeWorkflows();
  private final String id = workflows.executionId("one");

  @Test
  void startsAnExecutionThatRuns() {
    Start started = workflows.start("one", "{\"a\":1}");

    assertThat(started).isEqualTo(new Start.Running(id));
    assertThat(workflows.find(id)).contains(new Execution(id, Status.RUNNING, "{\"a\":1}"));
    assertThat(workflows.find(workflows.executionId("other"))).isEmpty();
  }

  @Test
  void findsTheSameExecutionAgainWhileItRuns() {
    Start first = workflows.start("one", "{}");

    assertThat(workflows.start("one", "{}")).isEqualTo(first);
    assertThat(workflows.start("one", "{\"other\":1}")).isEqualTo(new Start.NameTaken(id));
    assertThat(workflows.started()).containsExactly("one");
  }

  @ParameterizedTest
  @EnumSource(value = Status.class, mode = EnumSource.Mode.EXCLUDE, names = "RUNNING")
  void refusesTheNameOfAnExecutionThatIsOver(Status over) {
    Start _ = workflows.start("one", "{}");
    workflows.set(id, over);

    assertThat(workflows.start("one", "{}")).isEqualTo(new Start.NameTaken(id));
    assertThat(workflows.start("one", "{\"other\":1}")).isEqualTo(new Start.NameTaken(id));
    assertThat(workflows.find(id)).contains(new Execution(id, over, "{}"));
  }

  @Test
  void refusesANameThatIsTooLong() {
    assertThatThrownBy(() -> workflows.start("n".repeat(81), "{}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void stopsAsOftenAsAskedForAndDoesNothing() {
    Stop stop = Stop.notYet(Reason.THROTTLED, "slow down");
    workflows.stopNext(1, stop);

    assertThatThrownBy(() -> workflows.start("one", "{}")).isSameAs(stop);
    assertThat(workflows.find(id)).isEmpty();
  }
}
