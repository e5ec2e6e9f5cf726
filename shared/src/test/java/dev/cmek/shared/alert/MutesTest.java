package dev.cmek.shared.alert;

import static dev.cmek.shared.alert.AlertExample.CLUSTER;
import static dev.cmek.shared.alert.AlertExample.DISABLED;
import static dev.cmek.shared.alert.AlertExample.KEY_1;
import static dev.cmek.shared.alert.AlertExample.NOW;
import static dev.cmek.shared.alert.AlertExample.OPEN;
import static dev.cmek.shared.alert.AlertExample.ROTATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import dev.cmek.shared.verify.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MutesTest {

  private static final String PATH = "clusters/" + CLUSTER + "/mutes.json";
  private static final String GOOD =
      "{'code':'KEY_DISABLED','object':'"
          + KEY_1
          + "','owner':'team payments','reason':'being retired','until':'2026-12-24T00:00:00Z'}";

  private final FakeDocuments state = new FakeDocuments();

  private Muting read(String mutes) {
    assertThat(state.create(PATH, mutes.replace('\'', '"'))).isTrue();
    return new Mutes(state).of(CLUSTER, NOW);
  }

  @Test
  void mutesJustThatFindingOfThatObject() {
    Muting muting = read("{'mutes':[" + GOOD + "]}");

    assertThat(muting.mutes(FindingId.of(DISABLED))).isTrue();
    assertThat(muting.mutes(new FindingId(FindingCode.KEY_DISABLED, KEY_1 + "0"))).isFalse();
    assertThat(muting.audible(List.of(DISABLED, OPEN, ROTATION))).containsExactly(OPEN, ROTATION);
    assertThat(muting.invalid()).isEmpty();
  }

  @Test
  void noDocumentMutesNothing() {
    assertThat(new Mutes(state).of(CLUSTER, NOW)).isEqualTo(Muting.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-22T03:10:00Z", "2026-11-01T00:00:00Z"})
  void aMuteThatRanOutMutesNothingAndIsNoMistake(String until) {
    assertThat(read("{'mutes':[" + GOOD.replace("2026-12-24T00:00:00Z", until) + "]}"))
        .isEqualTo(Muting.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "no json",
        "[]",
        "null",
        "{}",
        "{'mutes':{}}",
        "{'mutes':[],'more':1}",
        "{'mutes':[],'mutes':[]}",
        "{'mutes':[]} x"
      })
  void whatIsNoDocumentMutesNothingAndIsToldOnce(String json) {
    Muting muting = read(json);

    assertThat(muting.mutes()).isEmpty();
    assertThat(muting.invalid())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.code()).isEqualTo(FindingCode.MUTE_INVALID);
          assertThat(finding.severity()).isEqualTo(Severity.HYGIENE);
          assertThat(finding.object()).isEqualTo(PATH);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "KEY_DISABLED | key_disabled | code must be",
        "KEY_DISABLED | EVERYTHING | code must be",
        "'code':'KEY_DISABLED', | ## | code must be",
        "team payments | ## | owner must be",
        "being retired | # # | reason must be",
        "'team payments' | 7 | owner must be",
        "'being retired' | null | reason must be",
        "2026-12-24T00:00:00Z | tomorrow | until must be",
        "2026-12-24T00:00:00Z | 2027-02-20T03:10:01Z | until is more than 90 days away",
        "'owner' | 'owners' | has members that no mute has",
      })
  void aBadEntryMutesNothingAndHoldsUpNoOther(String good, String bad, String wrong) {
    String other = GOOD.replace("KEY_DISABLED", "ROTATION_OFF");

    Muting muting = read("{'mutes':[" + GOOD.replace(good, bad) + "," + other + "]}");

    assertThat(muting.mutes(FindingId.of(DISABLED))).isFalse();
    assertThat(muting.mutes(FindingId.of(ROTATION))).isTrue();
    assertThat(muting.invalid())
        .singleElement()
        .extracting(Finding::object, Finding::message)
        .satisfiesExactly(
            object -> assertThat(object).isEqualTo(PATH + " entry 1"),
            message -> assertThat((String) message).contains(wrong));
  }

  @Test
  void quotesNothingOfWhatItCouldNotRead() {
    Muting muting = read("{'mutes':[" + GOOD.replace("2026-12-24T00:00:00Z", "planted") + "]}");

    assertThat(muting.invalid().toString()).doesNotContain("planted");
  }
}
