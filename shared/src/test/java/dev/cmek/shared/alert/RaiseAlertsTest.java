package dev.cmek.shared.alert;

import static dev.cmek.shared.alert.AlertExample.CLUSTER;
import static dev.cmek.shared.alert.AlertExample.DISABLED;
import static dev.cmek.shared.alert.AlertExample.NOW;
import static dev.cmek.shared.alert.AlertExample.OPEN;
import static dev.cmek.shared.alert.AlertExample.UNREACHABLE;
import static dev.cmek.shared.alert.AlertExample.batch;
import static dev.cmek.shared.alert.AlertExample.once;
import static dev.cmek.shared.alert.AlertExample.sweep;
import static dev.cmek.shared.alert.AlertExample.twice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.alert.RaiseAlerts.Input;
import dev.cmek.shared.alert.RaiseAlerts.Raised;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.notify.FakeAnnouncements;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.sweep.Looks;
import dev.cmek.shared.sweep.Protection;
import dev.cmek.shared.verify.FindingId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RaiseAlertsTest {

  private static final ClusterId OTHER = new ClusterId("0a7b7feb-b6cf-4396-9d7f-494982d7d81e");
  private final Stop down = Stop.notYet(Reason.SERVICE_UNAVAILABLE, "the topic is down");

  private final ManualClock clock = new ManualClock(NOW);
  private final FakeDocuments state = new FakeDocuments();
  private final FakeAnnouncements announcements = new FakeAnnouncements();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final RaiseAlerts step =
      new RaiseAlerts(
          announcements,
          (_, _) -> Optional.empty(),
          state,
          new StepLog("RaiseAlerts", new PrintStream(logged, true, StandardCharsets.UTF_8), clock),
          clock);

  private void look(Look look) {
    Look _ = new Looks(state).update(look.clusterId(), _ -> look);
  }

  private Outcome<Raised> raise(String sweep, ClusterId... clusters) {
    return step.run(new Input(sweep(sweep, true), batch(clusters)), Changes.of(false));
  }

  private AlertState known(ClusterId cluster) {
    return new AlertStates(state).find(cluster);
  }

  private static Look of(ClusterId cluster, Look look) {
    return new Look(
        cluster,
        look.name(),
        look.sweep(),
        look.at(),
        look.protection(),
        look.keys(),
        look.bareRegions(),
        look.findings(),
        look.notEvaluated(),
        look.earlier(),
        look.facts(),
        look.factsBefore(),
        look.factsSince());
  }

  @Test
  void tellsOfALossAndRemembersIt() {
    look(twice("s1", NOW, DISABLED));

    Outcome<Raised> outcome = raise("s1", CLUSTER);

    assertThat(outcome).isEqualTo(new Done<>(new Raised(1)));
    assertThat(announcements.only().type()).isEqualTo("dev.cmek.access.lost.v1");
    assertThat(announcements.only().time()).isEqualTo(NOW);
    assertThat(known(CLUSTER).isOpen(FindingId.of(DISABLED))).isTrue();
  }

  @Test
  void tellsNothingAndWritesNothingWhenNothingChanged() {
    look(twice("s1", NOW, DISABLED));
    var _ = raise("s1", CLUSTER);
    int writes = state.writes().size();

    var _ = raise("s1", CLUSTER);
    look(once("s2", NOW, DISABLED));
    var _ = raise("s2", CLUSTER);

    assertThat(announcements.all()).hasSize(1);
    assertThat(state.writes().subList(writes, state.writes().size()))
        .containsExactly("clusters/" + CLUSTER + "/look.json");
  }

  @Test
  void whatCouldNotBeToldIsToldByTheNextAttemptUnderTheSameId() {
    look(twice("s1", NOW, DISABLED));
    announcements.stopNext(1, down);

    assertThatThrownBy(() -> raise("s1", CLUSTER)).isSameAs(down);
    assertThat(known(CLUSTER)).isEqualTo(AlertState.NONE);

    announcements.loseNextAnswer();
    assertThatThrownBy(() -> raise("s1", CLUSTER)).isInstanceOf(Stop.class);
    clock.pass(Duration.ofMinutes(10));
    look(twice("s2", clock.instant(), DISABLED));
    var _ = raise("s2", CLUSTER);

    assertThat(announcements.all()).hasSize(2);
    assertThat(announcements.all())
        .extracting(Announcement::id)
        .containsOnly(announcements.all().getFirst().id());
    assertThat(known(CLUSTER).isOpen(FindingId.of(DISABLED))).isTrue();
  }

  @Test
  void whatWasToldBeforeTheTopicFailedIsNotToldAgain() {
    look(twice("s1", NOW, DISABLED));
    var _ = raise("s1", CLUSTER);
    look(twice("s2", NOW, OPEN));
    announcements.loseNextAnswer();

    assertThatThrownBy(() -> raise("s2", CLUSTER)).isInstanceOf(Stop.class);
    var _ = raise("s2", CLUSTER);

    assertThat(announcements.all())
        .extracting(Announcement::type)
        .containsExactly(
            "dev.cmek.access.lost.v1",
            "dev.cmek.access.exposed.v1",
            "dev.cmek.access.exposed.v1",
            "dev.cmek.access.restored.v1");
    assertThat(announcements.all().get(1).id()).isEqualTo(announcements.all().get(2).id());
  }

  @Test
  void oneClustersTroubleHoldsUpNoOther() {
    look(twice("s1", NOW, DISABLED));
    look(of(OTHER, twice("s1", NOW, DISABLED)));
    announcements.stopNext(1, down);

    assertThatThrownBy(() -> raise("s1", CLUSTER, OTHER)).isSameAs(down);

    assertThat(announcements.only().subject()).isEqualTo(OTHER.value());
  }

  @Test
  void theSameLossLaterIsAnotherAnnouncement() {
    look(twice("s1", NOW, DISABLED));
    var _ = raise("s1", CLUSTER);
    look(twice("s2", NOW));
    var _ = raise("s2", CLUSTER);
    look(twice("s3", NOW, DISABLED));
    var _ = raise("s3", CLUSTER);

    assertThat(announcements.all()).hasSize(3);
    assertThat(announcements.all()).extracting(Announcement::id).doesNotHaveDuplicates();
  }

  @Test
  void looksOfOtherSweepsAreTheirBusiness() {
    look(twice("s1", NOW, DISABLED));

    var _ = raise("s2", CLUSTER, OTHER);

    assertThat(announcements.all()).isEmpty();
  }

  @Test
  void saysNothingOfSingleClustersAfterADegradedSweep() {
    assertThat(state.create("sweeps/last.json", "{\"degraded\":true,\"unknown\":30}")).isTrue();
    for (int i = 1; i <= 3; i++) {
      look(once("s" + i, NOW, UNREACHABLE));
      var _ = raise("s" + i, CLUSTER);
    }
    assertThat(announcements.all()).isEmpty();
    assertThat(known(CLUSTER).unknownSweeps()).isEqualTo(3);

    String version = state.find("sweeps/last.json").orElseThrow().version();
    assertThat(state.replace("sweeps/last.json", "{\"degraded\":false}", version)).isTrue();
    look(once("s4", NOW, UNREACHABLE));
    var _ = raise("s4", CLUSTER);

    assertThat(announcements.only().type()).isEqualTo("dev.cmek.access.unknown.v1");
  }

  @Test
  void aClusterThatWasDeletedEndsQuietly() {
    look(twice("s1", NOW, DISABLED));
    var _ = raise("s1", CLUSTER);
    look(AlertExample.look("s2", NOW, Protection.GONE, null));

    var _ = raise("s2", CLUSTER);

    assertThat(announcements.all()).hasSize(1);
    assertThat(known(CLUSTER).open()).isEmpty();
  }

  @Test
  void whatIsMutedIsNotTold() {
    String mute =
        "{'mutes':[{'code':'KEY_DISABLED','object':'"
            + DISABLED.object()
            + "','owner':'o','reason':'r','until':'2026-12-24T00:00:00Z'}]}";
    assertThat(state.create("clusters/" + CLUSTER + "/mutes.json", mute.replace('\'', '"')))
        .isTrue();
    look(twice("s1", NOW, DISABLED));

    var _ = raise("s1", CLUSTER);

    assertThat(announcements.all()).isEmpty();
  }

  @Test
  void namesWhoDidIt() {
    AuditedChange change =
        new AuditedChange(List.of(DISABLED.object()), "DisableKey", "alice", NOW, "ip", "e");
    new RecentChanges(state).add(CLUSTER, change);
    look(twice("s1", NOW, DISABLED));

    var _ = raise("s1", CLUSTER);

    assertThat(announcements.only().text()).contains("DisableKey by alice from ip");
  }

  @Test
  void logsALinePerAnnouncementWithoutPoliciesOrCommands() {
    look(twice("s1", NOW, DISABLED, OPEN));

    var _ = raise("s1", CLUSTER);

    assertThat(logged.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains(
                        "\"level\":\"WARN\",\"step\":\"RaiseAlerts\",\"outcome\":\"LOST\"",
                        "\"cluster\":\"" + CLUSTER + "\"",
                        "\"codes\":\"KEY_DISABLED\""),
            line -> assertThat(line).contains("\"outcome\":\"EXPOSED\""))
        .noneMatch(line -> line.contains("aws ") || line.contains("policy"));
  }

  @Test
  void whatAnotherLookToldMeanwhileStays() {
    look(twice("s1", NOW, DISABLED));
    AlertState theirs = AlertState.NONE.announced();
    state.beforeNextWrite(() ->
        assertThat(
                state.create("clusters/" + CLUSTER + "/alerts.json", Payloads.writeString(theirs)))
            .isTrue());

    var _ = raise("s1", CLUSTER);

    assertThat(known(CLUSTER)).isEqualTo(theirs);
  }
}
