package dev.cmek.shared.alert;

import static dev.cmek.shared.alert.AlertExample.CLUSTER;
import static dev.cmek.shared.alert.AlertExample.DISABLED;
import static dev.cmek.shared.alert.AlertExample.NOW;
import static dev.cmek.shared.alert.AlertExample.ROTATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.alert.HygieneDigest.Told;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is told at the end of a sweep.
final class DigestsTest {

  private static final ClusterId OTHER = new ClusterId("0a7b7feb-b6cf-4396-9d7f-494982d7d81e");
  private static final Finding TAGS =
      new Finding(
          FindingCode.OWNER_TAGS_MISSING,
          "arn:key:2",
          "the key lacks tags",
          "aws kms tag-resource");

  private final HygieneDigest one =
      HygieneDigest.empty().with(CLUSTER, "orders-prod", List.of(DISABLED, ROTATION));

  @Test
  void nothingIsNeverDue() {
    HygieneDigest nothing = HygieneDigest.empty().with(CLUSTER, "orders-prod", List.of(DISABLED));

    assertThat(nothing.isDue(Optional.empty(), NOW)).isFalse();
    assertThat(nothing.isDue(Optional.of(one.told(NOW.minus(Duration.ofDays(99)))), NOW)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "PT23H59M, false, false",
    "PT24H, false, true",
    "PT167H, true, false",
    "PT168H, true, true"
  })
  void dueADayLaterIfItChangedElseAWeekLater(Duration later, boolean same, boolean due) {
    HygieneDigest next = same ? one : one.with(OTHER, "billing", List.of(TAGS));

    assertThat(next.isDue(Optional.of(one.told(NOW)), NOW.plus(later))).isEqualTo(due);
    assertThat(next.isDue(Optional.empty(), NOW)).isTrue();
  }

  @Test
  void orderAndTextMakeNoDifference() {
    HygieneDigest ab = one.with(OTHER, "billing", List.of(TAGS));
    HygieneDigest ba =
        HygieneDigest.empty()
            .with(OTHER, "renamed", List.of(TAGS))
            .with(CLUSTER, "orders-prod", List.of(ROTATION));

    assertThat(ab.fingerprint()).isEqualTo(ba.fingerprint()).isNotEqualTo(one.fingerprint());
  }

  @Test
  void isRememberedAsJson() {
    Told told = one.told(NOW);

    assertThat(Payloads.read(Payloads.write(told), Told.class)).isEqualTo(told);
  }

  @Test
  void readsAsAList() {
    Announcement told = one.with(OTHER, "billing", List.of(TAGS, DISABLED)).announcement(NOW);

    assertThat(told.type()).isEqualTo("dev.cmek.hygiene.digest.v1");
    assertThat(told.text())
        .isEqualTo(
            """
            CMEK hygiene: 2 findings on 2 clusters

            Nothing is lost or open. Mend it in working hours, or mute it: docs/operations.md#mutes

            ROTATION_OFF  (docs/operations.md#rotation_off)
            orders-prod  %s
              automatic rotation is off
            %s

            OWNER_TAGS_MISSING  (docs/operations.md#owner_tags_missing)
            billing  arn:key:2
              the key lacks tags
            aws kms tag-resource

            You hear of this again in a week, or the day after it changes.
            """
                .formatted(ROTATION.object(), ROTATION.remedy()));
    assertThat(Payloads.tree(Payloads.write(told.data())).at("/findings/0/code").asText())
        .isEqualTo("ROTATION_OFF");
  }

  @Test
  void aThousandClustersFitTheTopic() {
    HygieneDigest digest = HygieneDigest.empty();
    for (int i = 0; i < 1_000; i++) {
      digest =
          digest.with(
              new ClusterId("%08d-b6cf-4396-9d7f-494982d7d81e".formatted(i)),
              "name",
              List.of(ROTATION, TAGS));
    }

    Announcement told = digest.announcement(NOW);

    assertThat(told.title()).isEqualTo("CMEK hygiene: 2000 findings on 1000 clusters");
    assertThat(told.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(200_000);
    assertThat(told.text()).contains("and 1800 more");
    assertThat(Payloads.write(told.data())).hasSizeLessThan(200_000);
  }

  @Test
  void degradedSweepsAreToldAsOne() {
    Instant now = NOW;
    List<String> causes = IntStream.range(0, 30).mapToObj(i -> "cause " + i).toList();

    Announcement told = SystemAlerts.degraded("sweep-7", 30, 120, causes, now);

    assertThat(told.id()).isEqualTo("sweep-degraded-sweep-7");
    assertThat(told.type()).isEqualTo("dev.cmek.sweep.degraded.v1");
    assertThat(told.title())
        .isEqualTo("CMEK SWEEP DEGRADED: 30 of 120 clusters could not be judged");
    assertThat(told.text()).contains("cause 0\n", "cause 9\n").doesNotContain("cause 10");
    assertThat(told.data()).containsEntry("unknown", 30).containsEntry("looked", 120);
  }

  @Test
  void recoveredSweepsAreToldAsOne() {
    Announcement told = SystemAlerts.recovered("sweep-9", 1, 120, NOW);

    assertThat(told.type()).isEqualTo("dev.cmek.sweep.recovered.v1");
    assertThat(told.title())
        .isEqualTo("CMEK SWEEP RECOVERED: 1 of 120 clusters could not be judged");
  }
}
