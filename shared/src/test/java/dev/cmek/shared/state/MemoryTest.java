package dev.cmek.shared.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MemoryTest {

  private static final String PATH = "clusters/c/count.json";

  private final FakeDocuments documents = new FakeDocuments();
  private final Memory<Count> memory = new Memory<>(documents, Count.class);

  record Count(int value) {}

  @Test
  void createsThenChanges() {
    Count first = memory.update(PATH, MemoryTest::oneMore);
    Count second = memory.update(PATH, MemoryTest::oneMore);

    assertThat(first).isEqualTo(new Count(1));
    assertThat(second).isEqualTo(new Count(2));
    assertThat(memory.find(PATH)).contains(new Count(2));
  }

  @Test
  void writesNothingWhenNothingChanges() {
    var _ = memory.update(PATH, MemoryTest::oneMore);

    Count same = memory.update(PATH, Optional::orElseThrow);

    assertThat(same).isEqualTo(new Count(1));
    assertThat(documents.writes()).hasSize(1);
  }

  @Test
  void losesNoChangeOfARivalWhoCreatesFirst() {
    documents.beforeNextWrite(this::countAsRival);

    Count after = memory.update(PATH, MemoryTest::oneMore);

    assertThat(after).isEqualTo(new Count(2));
  }

  @Test
  void losesNoChangeOfARivalWhoReplacesFirst() {
    var _ = memory.update(PATH, MemoryTest::oneMore);
    documents.beforeNextWrite(this::countAsRival);

    Count after = memory.update(PATH, MemoryTest::oneMore);

    assertThat(after).isEqualTo(new Count(3));
  }

  @Test
  void asksToComeAgainWhenRivalsNeverStop() {
    Stop stop =
        catchThrowableOfType(
            Stop.class,
            () ->
                memory.update(
                    PATH,
                    found -> {
                      documents.beforeNextWrite(this::countAsRival);
                      return new Count(found.map(Count::value).orElse(0) + 100);
                    }));

    assertThat(stop.<Count>outcome())
        .isEqualTo(new NotYet<>(Reason.CLUSTER_BUSY, PATH + " is written by others all the time"));
  }

  @Test
  void passesOnThatTheBucketDoesNotAnswer() {
    Stop stop = Stop.notYet(Reason.SERVICE_UNAVAILABLE, "503");
    documents.stopNext(1, stop);

    assertThatThrownBy(() -> memory.update(PATH, MemoryTest::oneMore)).isSameAs(stop);
  }

  private void countAsRival() {
    var _ = memory.update(PATH, MemoryTest::oneMore);
  }

  private static Count oneMore(Optional<Count> found) {
    return new Count(found.map(Count::value).orElse(0) + 1);
  }
}
