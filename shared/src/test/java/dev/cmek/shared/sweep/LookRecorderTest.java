package dev.cmek.shared.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.RequestExample;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What of looks goes on record.
final class LookRecorderTest {

  private static final Instant FIRST = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant SECOND = FIRST.plusSeconds(60);
  private static final Finding DISABLED =
      new Finding(FindingCode.KEY_DISABLED, "key-1", "the key is disabled", "enable it");

  private final FakeDocuments evidence = new FakeDocuments();
  private final LookRecorder recorder = new LookRecorder(evidence, new FakeDocuments());

  /// Another sweep may record a look between the first and the second of the sweep that made it.
  @Test
  void bothLooksOfASweepCanBeOnRecord() {
    recorder.record(look(FIRST, DISABLED), null);

    recorder.record(look(SECOND), null);

    assertThat(looks()).hasSize(2).anyMatch(json -> !json.contains("KEY_DISABLED"));
  }

  @Test
  void aSecondAttemptRecordsNothing() {
    recorder.record(look(FIRST, DISABLED), "run-1");

    recorder.record(look(FIRST, DISABLED), "run-1");

    assertThat(looks()).hasSize(1);
  }

  private List<String> looks() {
    return List.copyOf(evidence.contents().values());
  }

  private static Look look(Instant at, Finding... findings) {
    return new Look(
        RequestExample.CLUSTER,
        "orders-prod",
        "verify-1",
        at,
        Protection.PROTECTED,
        List.of(),
        List.of(),
        List.of(findings),
        List.of(),
        null,
        Payloads.tree(Payloads.write(Map.of("keys", "all"))),
        null,
        FIRST);
  }
}
