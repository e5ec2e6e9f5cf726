package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.local.aws.Checkout;
import dev.cmek.local.run.Guarded.Notice;
import dev.cmek.local.run.Shell.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/// The deployed sweep: what it finds, whom it tells, and what it keeps.
@ExtendWith(WholeRuns.Once.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReverifyAwsIT {

  private static final Duration A_PERIODS_REST = Duration.ofMinutes(1);

  private final TestCloud cloud;
  private final Guarded guarded;
  private final Scheduled scheduled;

  @TempDir private static Path folder;

  ReverifyAwsIT(WholeRuns runs) {
    cloud = runs.cloud();
    guarded = runs.guarded();
    scheduled = runs.scheduled();
  }

  @Test
  void theScheduleStartsSweepsByItself() {
    assertThat(scheduled.sweep().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(scheduled.sweep().states()).contains("ListClusters", "EndSweep", "Swept");
  }

  @Test
  void noSweepBeginsOverAnother() {
    assertThat(guarded.over().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(guarded.over().states()).containsExactly("ListClusters", "Busy?", "SweepUnderWay");
  }

  @Test
  void aChangeOfTheBoundaryStartsASweepOfAllClusters() {
    assertThat(guarded.everywhere().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(guarded.everywhere().arn()).contains("change-all-");
  }

  @Test
  void whatIsUntidyIsToldInADigest() {
    assertThat(guarded.digest().body()).contains("ROTATION_OFF", Guarded.CLUSTER);
  }

  @Test
  void nobodyIsToldOfAClusterThatIsWell() {
    assertThat(guarded.first().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(guarded.toldBefore()).isEmpty();
  }

  @Test
  void aMissingActionIsFoundAndToldWithWhatChangedAndWhatToRun() {
    Notice lost = guarded.lost();

    assertThat(guarded.found().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(lost.title()).startsWith("ACCESS LOST: vault-prod").contains(Guarded.REGION);
    assertThat(lost.text())
        .contains("ACCESS_NOT_GRANTED", "may not kms:Decrypt", "removed kms:Decrypt")
        .contains("cmek-" + Guarded.CLUSTER)
        .contains("aws cloudtrail lookup-events");
  }

  @Test
  void thePrintedCommandPutsTheGrantBackAndTheAlertIsOver() {
    assertThat(guarded.mended().exitCode()).as(guarded.mended().text()).isZero();
    assertThat(guarded.granted().getLast()).isEqualTo(guarded.granted().getFirst());
    assertThat(guarded.restored().title()).contains("vault-prod", "can use its keys again");
  }

  @Test
  void aDisabledKeyIsToldAtOnceWithWhoDidIt() {
    Notice disabled = guarded.disabled();

    assertThat(guarded.noticedWithin()).isLessThan(A_PERIODS_REST);
    assertThat(disabled.text()).contains("KEY_DISABLED", "DisableKey by " + Guarded.SOMEBODY);
    assertThat(disabled.text()).contains("from 198.51.100.7");
    assertThat(guarded.enabled().exitCode()).as(guarded.enabled().text()).isZero();
    assertThat(guarded.usable().title()).contains("vault-prod", "can use its keys again");
  }

  @Test
  void theCoverageListHasEveryCluster() {
    try (TicketClient client = new TicketClient(cloud.endpoints(), Half.AWS)) {
      JsonNode clusters = client.get("/v1/clusters").body().path("clusters");

      assertThat(clusters.findValuesAsText("clusterId"))
          .contains(Guarded.CLUSTER, ByTicket.CLUSTER, ThreeRegions.CLUSTER, Replicated.CLUSTER)
          .doesNotContain(UnknownCluster.CLUSTER);
      assertThat(clusters.findValuesAsText("protection")).contains("PROTECTED");
    }
  }

  @Test
  void allChainsOfEvidenceHold() throws IOException {
    copy(cloud.endpoints().aws().evidenceBucket(), "", folder.resolve("evidence"));
    copy(cloud.endpoints().aws().stateBucket(), "evidence.json", folder.resolve("heads"));

    Said said =
        cloud
            .shell()
            .run(
                "infra/tools/verify-evidence %s --heads %s"
                    .formatted(folder.resolve("evidence"), folder.resolve("heads")));

    assertThat(said.exitCode()).as(said.text()).isZero();
    assertThat(said.text()).contains("sweeps", Guarded.CLUSTER, ThreeRegions.CLUSTER);
  }

  @Test
  void theDefinitionIsTheOneOfTheCheckout() throws IOException {
    Path file = Checkout.current().root().resolve("infra/aws/workflows/reverify.asl.json");
    JsonNode written = Json.tree(Files.readString(file));

    JsonNode deployed =
        Json.tree(
            cloud
                .sfn()
                .describeStateMachine(r -> r.stateMachineArn(cloud.reverifyArn()))
                .definition());

    assertThat(deployed.path("States").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(() -> written.path("States").fieldNames());
    assertThat(deployed.toString()).doesNotContain("${");
  }

  private void copy(String bucket, String ending, Path to) throws IOException {
    for (String key : cloud.objects(bucket, "")) {
      if (key.endsWith(ending)) {
        Path file = to.resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, cloud.document(bucket, key).orElseThrow());
      }
    }
  }
}
