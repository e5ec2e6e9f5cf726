package dev.cmek.aws.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class VirtualClockTest {

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private final VirtualClock clock = new VirtualClock(START, 42);
  private final List<String> seen = new ArrayList<>();

  @Test
  void strandsWakeInTheOrderOfTime() {
    clock.start("late", () -> sleepAndNote(Duration.ofHours(2), "late"));
    clock.start("early", () -> sleepAndNote(Duration.ofMinutes(1), "early"));

    clock.run();

    assertThat(seen).containsExactly("early +60", "late +7200");
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(7200));
  }

  @Test
  void conditionWakesAtTheMomentItHolds() {
    clock.start(
        "waiting",
        () -> {
          boolean held = clock.await(() -> seen.contains("done +5"), Duration.ofSeconds(60));
          note("held " + held);
        });
    clock.start("doing", () -> sleepAndNote(Duration.ofSeconds(5), "done"));

    clock.run();

    assertThat(seen).containsExactly("done +5", "held true +5");
  }

  @Test
  void waitEndsWithoutItsCondition() {
    clock.start("waiting", () -> note("held " + clock.await(() -> false, Duration.ofSeconds(7))));

    clock.run();

    assertThat(seen).containsExactly("held false +7");
  }

  @Test
  void offAStrandSleepRunsTheOthersForThatLong() {
    clock.start("early", () -> sleepAndNote(Duration.ofSeconds(5), "early"));
    clock.start("late", () -> sleepAndNote(Duration.ofSeconds(50), "late"));

    clock.sleep(Duration.ofSeconds(20));

    assertThat(seen).containsExactly("early +5");
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(20));
  }

  @Test
  void offAStrandSleepRunsWhatIsDueAtItsEnd() {
    clock.start("due", () -> sleepAndNote(Duration.ofSeconds(5), "due"));

    clock.sleep(Duration.ofSeconds(5));

    assertThat(seen).containsExactly("due +5");
  }

  @Test
  void offAStrandAConditionEndsTheWait() {
    clock.start("early", () -> sleepAndNote(Duration.ofSeconds(5), "early"));
    clock.start("late", () -> sleepAndNote(Duration.ofSeconds(6), "late"));

    boolean held = clock.await(() -> !seen.isEmpty(), Duration.ofHours(1));

    assertThat(held).isTrue();
    assertThat(seen).containsExactly("early +5");
  }

  @Test
  void neverGoesBack() {
    clock.sleep(Duration.ofSeconds(-5));

    assertThat(clock.instant()).isEqualTo(START);
  }

  @Test
  void strandsMayStartStrands() {
    clock.start(
        "outer",
        () -> {
          clock.sleep(Duration.ofSeconds(1));
          clock.start("inner", () -> sleepAndNote(Duration.ofSeconds(2), "inner"));
        });

    clock.run();

    assertThat(seen).containsExactly("inner +3");
  }

  @Test
  void failedAssertionInAStrandReachesTheTest() {
    clock.start(
        "failing",
        () -> {
          throw new AssertionError("not as it should be");
        });

    assertThatThrownBy(clock::run)
        .isInstanceOf(AssertionError.class)
        .hasMessage("not as it should be");
  }

  @Test
  void namesThoseWhoWaitForEver() {
    clock.start("forlorn", () -> clock.await(() -> false));

    assertThatThrownBy(clock::run).hasMessage("nobody wakes forlorn");
  }

  @Test
  void refusesToLetAnotherThreadWait() {
    clock.start(
        "spreading",
        () -> {
          Thread other =
              Thread.ofVirtual()
                  .start(() ->
                      assertThatThrownBy(() -> clock.sleep(Duration.ofSeconds(1)))
                          .hasMessageContaining("but spreading is running"));
          join(other);
          note("joined");
        });

    clock.run();

    assertThat(seen).containsExactly("joined +0");
  }

  @Property(tries = 50)
  void sameSeedGivesTheSameInterleaving(@ForAll long seed) {
    assertThat(interleaving(seed)).isEqualTo(interleaving(seed));
  }

  @Test
  void otherSeedsGiveOtherInterleavings() {
    assertThat(List.of(interleaving(1), interleaving(2), interleaving(3), interleaving(4)))
        .anyMatch(order -> !order.equals(interleaving(1)));
  }

  private static List<String> interleaving(long seed) {
    VirtualClock clock = new VirtualClock(START, seed);
    List<String> order = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      clock.start(
          name,
          () -> {
            for (int i = 0; i < 3; i++) {
              clock.sleep(Duration.ZERO);
              order.add(name + i);
            }
          });
    }
    clock.run();
    return order;
  }

  private void sleepAndNote(Duration length, String what) {
    clock.sleep(length);
    note(what);
  }

  private void note(String what) {
    seen.add(what + " +" + Duration.between(START, clock.instant()).toSeconds());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
