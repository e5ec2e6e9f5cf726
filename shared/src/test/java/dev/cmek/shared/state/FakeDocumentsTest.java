package dev.cmek.shared.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FakeDocumentsTest {

  private static final String PATH = "clusters/c/intent.json";

  private final FakeDocuments documents = new FakeDocuments();

  @Test
  void createsOnlyWhatIsNotThere() {
    boolean first = documents.create(PATH, "1");
    boolean second = documents.create(PATH, "2");

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(documents.contents()).containsOnly(Map.entry(PATH, "1"));
    assertThat(documents.writes()).containsExactly(PATH);
  }

  @Test
  void replacesOnlyTheStateThatWasRead() {
    boolean absent = documents.replace(PATH, "0", "version-1");
    boolean created = documents.create(PATH, "1");
    String read = version();

    boolean first = documents.replace(PATH, "2", read);
    boolean second = documents.replace(PATH, "3", read);

    assertThat(absent).isFalse();
    assertThat(created).isTrue();
    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(documents.contents()).containsEntry(PATH, "2");
    assertThat(documents.writes()).containsExactly(PATH, PATH);
  }

  @Test
  void givesTheSameTextAnotherVersionWhenItIsWrittenAgain() {
    boolean created = documents.create(PATH, "1");
    String before = version();

    boolean replaced = documents.replace(PATH, "1", before);

    assertThat(created && replaced).isTrue();
    assertThat(version()).isNotEqualTo(before);
  }

  @Test
  void stopsAsOftenAsAskedForAndDoesNothing() {
    Stop stop = Stop.notYet(Reason.THROTTLED, "slow down");
    documents.stopNext(2, stop);

    assertThatThrownBy(() -> documents.create(PATH, "1")).isSameAs(stop);
    assertThatThrownBy(() -> documents.find(PATH)).isSameAs(stop);
    assertThat(documents.find(PATH)).isEmpty();
  }

  @Test
  void losesTheAnswerOfTheNthWriteOnly() {
    documents.loseAnswerOfWrite(2);

    boolean first = documents.create("1", "1");

    assertThat(first).isTrue();
    assertThatThrownBy(() -> documents.create("2", "2")).isInstanceOf(Stop.class);
    assertThat(documents.create("3", "3")).isTrue();
    assertThat(documents.writes()).containsExactly("1", "2", "3");
  }

  @Test
  void letsSomebodyElseWriteFirstOnce() {
    documents.beforeNextWrite(() -> assertThat(documents.create(PATH, "rival")).isTrue());

    boolean written = documents.create(PATH, "mine");

    assertThat(written).isFalse();
    assertThat(documents.contents()).containsEntry(PATH, "rival");
    assertThat(documents.replace(PATH, "mine", version())).isTrue();
  }

  private String version() {
    return documents.find(PATH).orElseThrow().version();
  }
}
