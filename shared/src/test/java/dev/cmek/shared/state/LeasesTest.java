package dev.cmek.shared.state;

import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.door.FakeWorkflows;
import dev.cmek.shared.state.Engine.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LeasesTest {

  private final FakeDocuments state = new FakeDocuments();
  private final FakeWorkflows engine = new FakeWorkflows();
  private final Leases leases = new Leases(state);

  @BeforeEach
  void bothRun() {
    engine.set("one", Status.RUNNING);
    engine.set("two", Status.RUNNING);
  }

  @Test
  void isHadByTheFirstAndByNobodyElse() {
    assertThat(take("one")).isEqualTo("one");
    assertThat(take("two")).isEqualTo("one");
    assertThat(state.writes()).containsExactly("clusters/" + CLUSTER + "/lease.json");
  }

  @Test
  void isTakenTwiceByTheSameWithoutAWrite() {
    assertThat(take("one")).isEqualTo("one");
    assertThat(take("one")).isEqualTo("one");
    assertThat(state.writes()).hasSize(1);
  }

  @Test
  void isAnotherOneForAnotherCluster() {
    ClusterId other = new ClusterId("00000000-0000-4000-8000-000000000000");

    assertThat(take("one")).isEqualTo("one");
    assertThat(leases.take(other, "two", STARTED, engine)).isEqualTo("two");
  }

  @Test
  void isFreeOnceGivenBack() {
    assertThat(take("one")).isEqualTo("one");

    leases.release(CLUSTER, "one");

    assertThat(take("two")).isEqualTo("two");
  }

  @Test
  void isGivenBackByItsHolderOnly() {
    assertThat(take("one")).isEqualTo("one");

    leases.release(CLUSTER, "two");

    assertThat(take("two")).isEqualTo("one");
  }

  @Test
  void maySafelyBeGivenBackTwiceOrWithoutOne() {
    leases.release(CLUSTER, "one");
    assertThat(take("one")).isEqualTo("one");
    leases.release(CLUSTER, "one");
    leases.release(CLUSTER, "one");

    assertThat(state.writes()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(value = Status.class, mode = EnumSource.Mode.EXCLUDE, names = "RUNNING")
  void isTakenOverWhenItsHolderIsOver(Status over) {
    assertThat(take("one")).isEqualTo("one");

    engine.set("one", over);

    assertThat(take("two")).isEqualTo("two");
    assertThat(take("one")).isEqualTo("two");
  }

  @Test
  void isTakenOverFromAHolderThatTheEngineForgot() {
    assertThat(take("forgotten")).isEqualTo("forgotten");

    assertThat(take("two")).isEqualTo("two");
  }

  @Test
  void goesToOneOfTwoWhoTakeItAtOnce() {
    state.beforeNextWrite(() -> assertThat(take("two")).isEqualTo("two"));

    assertThat(take("one")).isEqualTo("two");
  }

  @Test
  void isTakenOverByOneOfTwo() {
    assertThat(take("forgotten")).isEqualTo("forgotten");
    state.beforeNextWrite(() -> assertThat(take("two")).isEqualTo("two"));

    assertThat(take("one")).isEqualTo("two");
  }

  private String take(String execution) {
    return leases.take(CLUSTER, execution, STARTED, engine);
  }
}
