package dev.cmek.shared.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.step.CrashingChanges.Crash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class ChangesTest {

  private final List<String> made = new ArrayList<>();

  @Test
  void makesTheWriteAndListsIt() {
    Changes changes = Changes.of(false);

    String result = changes.make(write("a"));

    assertThat(result).isEqualTo("made a");
    assertThat(made).containsExactly("a");
    assertThat(changes.list()).containsExactly(change("a"));
  }

  @Test
  void foretellsInADryRunWhatARunThenDoes() {
    Changes dry = Changes.of(true);
    Changes real = Changes.of(false);

    String foretold = dry.make(write("a"));
    List<String> madeByDryRun = List.copyOf(made);
    String result = real.make(write("a"));

    assertThat(foretold).isEqualTo("foretold a");
    assertThat(madeByDryRun).isEmpty();
    assertThat(result).isEqualTo("made a");
    assertThat(dry.list()).isEqualTo(real.list());
  }

  @Test
  void listsNoWriteThatFailed() {
    Changes changes = Changes.of(false);
    Write<String> failing =
        new Write<>(
            change("a"),
            "",
            () -> {
              throw Stop.notYet(Reason.THROTTLED, "slow down");
            });

    assertThatThrownBy(() -> changes.make(failing)).isInstanceOf(Stop.class);
    assertThat(changes.list()).isEmpty();
  }

  @Test
  void crashesOnceBehindTheNthWriteOfAllSteps() {
    Function<Boolean, Changes> crashing = CrashingChanges.behindWrite(2);
    Changes first = crashing.apply(false);
    Changes second = crashing.apply(false);

    String before = first.make(write("a"));

    assertThat(before).isEqualTo("made a");
    assertThatThrownBy(() -> second.make(write("b"))).isInstanceOf(Crash.class);
    assertThat(second.list()).containsExactly(change("b"));
    assertThat(second.make(write("c"))).isEqualTo("made c");
    assertThat(made).containsExactly("a", "b", "c");
  }

  @Test
  void neverCrashesADryRun() {
    Changes dry = CrashingChanges.behindWrite(1).apply(true);

    assertThat(dry.make(write("a"))).isEqualTo("foretold a");
  }

  private Write<String> write(String name) {
    return new Write<>(
        change(name),
        "foretold " + name,
        () -> {
          made.add(name);
          return "made " + name;
        });
  }

  private static Change change(String name) {
    return new Change("test:Write", name, "");
  }
}
