package dev.cmek.shared.notify;

import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.step.RunExample.STARTED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cmek.shared.callback.Callback;
import dev.cmek.shared.callback.FakeCallbacks;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.door.FakeWorkflows;
import dev.cmek.shared.evidence.Failure;
import dev.cmek.shared.evidence.RunEnd;
import dev.cmek.shared.evidence.RunEndExample;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Notify.Told;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.state.RunRecord.Attempt;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.RunExample;
import dev.cmek.shared.step.Stop;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NotifyTest {

  private static final Run RUN = RunExample.run();
  private static final Run DRY_RUN = RunExample.dryRun();

  private final FakeAnnouncements announcements = new FakeAnnouncements();
  private final FakeCallbacks callbacks = new FakeCallbacks();
  private final Runs runs = new Runs(new FakeDocuments());
  private final Notify step = new Notify(announcements, callbacks, runs, new ManualClock(STARTED));

  @BeforeEach
  void begin() {
    var _ = runs.claim(RunExample.asked(RUN), RUN.execution(), STARTED, new FakeWorkflows());
  }

  @Test
  void tellsOfAClusterThatIsEnabled() {
    Outcome<Told> outcome = notify(RunEndExample.enabled(RUN));

    Announcement told = announcements.only();
    assertThat(outcome).isEqualTo(new Done<>(new Told("ENABLED", "")));
    assertThat(told.id()).isEqualTo(RUN.id() + "-1");
    assertThat(told.subject()).isEqualTo(CLUSTER.value());
    assertThat(told.time()).isEqualTo(STARTED);
    assertThat(told.title()).isEqualTo("CMEK ENABLED: orders-prod (" + CLUSTER + ")");
    assertThat(told.text())
        .isEqualTo(
            """
            CMEK ENABLED: orders-prod (f78b7feb-b6cf-4396-9d7f-494982d7d81e)

            eu-west-1  arn:aws:kms:eu-west-1:111122223333:key/primary
                as arn:aws:iam::111122223333:role/cockroachdb-cmek/crl
            eu-central-1  arn:aws:kms:eu-central-1:111122223333:key/replica
                as arn:aws:iam::111122223333:role/cockroachdb-cmek/crl

            Asked by event event-1 of //onboarding.example/clusters, ticket jira SEC-123
            Run %s, attempt 1
            Execution %s
            """
                .formatted(RUN.id(), RUN.execution()));
    assertThat(told.data())
        .containsEntry("result", RunResult.ENABLED)
        .containsEntry("run", RUN.id())
        .containsEntry("attempt", 1)
        .containsEntry("eventId", "event-1")
        .containsEntry("regionKeys", RunEndExample.REGION_KEYS)
        .doesNotContainKey("failure");
  }

  @Test
  void givesTheManifestOfAClusterThatIsReady() {
    var _ = notify(RunEndExample.upTo("verification", RUN));

    assertThat(announcements.only().text())
        .contains("Not enabled: enable is false")
        .contains("\"type\":\"AWS_KMS\"", "\"uri\":\"" + RunEndExample.REGION_KEYS.get(1).uri());
  }

  @Test
  void listsWhatADryRunForetells() {
    var _ = notify(RunEndExample.upTo("access", DRY_RUN));
    var _ = notify(Payloads.read(Payloads.write(new Began(DRY_RUN)), RunEnd.class));

    assertThat(announcements.all().getFirst().text())
        .contains("A dry run: it would change\n", "  kms:CreateKey  object  detail\n");
    assertThat(announcements.all().getLast().text())
        .contains("A dry run: there is nothing to change.\n");
  }

  private record Began(Run run) {}

  @Test
  void saysWhatIsWrongAndWhatToDo() {
    Outcome<Told> outcome = notify(RunEndExample.failedAt("replicas", RUN));

    Announcement told = announcements.only();
    assertThat(outcome)
        .isEqualTo(new Done<>(new Told("KEY_NOT_USABLE", "key crl is disabled. Enable the key")));
    assertThat(told.text())
        .contains("KEY_NOT_USABLE: key crl is disabled\nWhat to do: Enable the key\n");
    assertThat(told.data()).containsEntry("failure", RunEndExample.REFUSED);
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        arguments(RunEndExample.enabled(RUN), "completed"),
        arguments(RunEndExample.upTo("verification", RUN), "ready"),
        arguments(RunEndExample.upTo("access", DRY_RUN), "planned"),
        arguments(RunEndExample.failedAt("cluster", RUN), "refused"),
        arguments(RunEndExample.unrecorded(RUN), "failed"));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void tellsEachEndByATypeOfItsOwnAndWithoutCallbackUrl(RunEnd end, String type) {
    var _ = notify(end);

    assertThat(announcements.only().type()).isEqualTo("dev.cmek.onboarding." + type + ".v1");
    assertThat(Payloads.writeString(announcements.only())).doesNotContain("planted");
  }

  @ParameterizedTest
  @MethodSource("ends")
  void answersTheTicketOfEveryEndUnderTheSameIdAndInTheSameWords(RunEnd end, String type) {
    var _ = notify(end);

    Callback sent = callbacks.only();
    assertThat(sent.id()).isEqualTo(announcements.only().id());
    assertThat(sent.url()).isEqualTo(URI.create("https://t.example/?x=planted"));
    assertThat(sent.answer().result()).isEqualTo(end.result());
    assertThat(sent.answer().text()).isEqualTo(announcements.only().text());
    assertThat(type).isNotEmpty();
  }

  @Test
  void tellsPeopleInsteadIfTheQueueOfCallbacksFails() {
    callbacks.stopNext(1, Stop.refused(Reason.MISSING_RIGHT, "may not send", "Allow it"));

    Outcome<Told> outcome = notify(RunEndExample.enabled(RUN));

    assertThat(outcome).isEqualTo(new Done<>(new Told("ENABLED", "")));
    assertThat(attempt().told()).isTrue();
    assertThat(callbacks.all()).isEmpty();
    assertThat(announcements.all()).hasSize(2);
    Announcement undelivered = announcements.all().getLast();
    assertThat(undelivered.id()).isEqualTo(RUN.id() + "-1-undelivered");
    assertThat(undelivered.type()).isEqualTo("dev.cmek.callback.undelivered.v1");
    assertThat(undelivered.subject()).isEqualTo(CLUSTER.value());
    assertThat(undelivered.title()).isEqualTo("CMEK callback undelivered: jira SEC-123");
    assertThat(undelivered.text())
        .startsWith("Ticket jira SEC-123 was not told how its run ended: ")
        .contains("(may not send)", announcements.all().getFirst().text());
    assertThat(Payloads.writeString(undelivered)).doesNotContain("planted");
  }

  @Test
  void answersNoTicketThatDidNotAsk() {
    var _ = notify(notBegun("e-1", "{\"clusterId\":\"nonsense\",\"ticket\":{\"system\":\"s\"}}"));

    assertThat(callbacks.all()).isEmpty();
    assertThat(announcements.all()).hasSize(1);
  }

  @Test
  void remembersThatItTold() {
    var _ = notify(RunEndExample.enabled(RUN));

    assertThat(attempt().told()).isTrue();
  }

  @Test
  void remembersNothingWhenNobodyHeard() {
    announcements.stopNext(1, Stop.notYet(Reason.THROTTLED, "slow down"));

    assertThatThrownBy(() -> notify(RunEndExample.enabled(RUN))).isInstanceOf(Stop.class);
    assertThat(attempt().told()).isFalse();
  }

  @Test
  void tellsAgainUnderTheSameIdWhenTheAnswerWasLost() {
    announcements.loseNextAnswer();

    assertThatThrownBy(() -> notify(RunEndExample.enabled(RUN))).isInstanceOf(Stop.class);
    var _ = notify(RunEndExample.enabled(RUN));

    assertThat(announcements.all()).hasSize(2);
    assertThat(announcements.all()).extracting(Announcement::id).containsOnly(RUN.id() + "-1");
  }

  @Test
  void tellsThatNoRunBegan() {
    Outcome<Told> outcome = notify(notBegun("e-1", "{\"clusterId\":\"nonsense\"}"));

    Announcement told = announcements.only();
    assertThat(outcome).isEqualTo(new Done<>(new Told("CLUSTER_BUSY", "busy. Wait")));
    assertThat(told.title()).isEqualTo("CMEK REFUSED: no run began");
    assertThat(told.subject()).isEmpty();
    assertThat(told.text()).contains("CLUSTER_BUSY: busy\n", "Asked by event e-1 of //source\n");
  }

  @Test
  void tellsOfTwoThatNeverBeganUnderTwoIds() {
    var _ = notify(notBegun("e-1", "{}"));
    var _ = notify(notBegun("e-1", "{}"));
    var _ = notify(notBegun("e-2", "{}"));

    assertThat(announcements.all()).extracting(Announcement::id).doesNotContainNull();
    assertThat(announcements.all().get(0).id()).isEqualTo(announcements.all().get(1).id());
    assertThat(announcements.all().get(0).id()).isNotEqualTo(announcements.all().get(2).id());
  }

  @ParameterizedTest
  @ValueSource(ints = {99, 100, 101, 500})
  void keepsTitlesShort(int length) {
    Announcement announcement =
        new Announcement("id", "type", "", STARTED, "t".repeat(length), "text", Map.of());

    assertThat(announcement.title()).hasSize(Math.min(100, length));
    assertThat(announcement.title().endsWith("…")).isEqualTo(length > 100);
  }

  private Outcome<Told> notify(RunEnd end) {
    return step.run(end, Changes.of(false));
  }

  private Attempt attempt() {
    return runs.find(RUN.id()).orElseThrow().last();
  }

  private static RunEnd notBegun(String eventId, String request) {
    Failure failure = new Failure(RunResult.REFUSED, "CLUSTER_BUSY", "busy", "Wait");
    return Payloads.read(
        "{\"source\":\"//source\",\"eventId\":\"%s\",\"request\":%s,\"failure\":%s}"
            .formatted(eventId, request, Payloads.writeString(failure))
            .getBytes(UTF_8),
        RunEnd.class);
  }
}
