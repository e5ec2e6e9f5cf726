package dev.cmek.local.run;

import dev.cmek.local.run.CustomerCloud.Loss;
import dev.cmek.local.run.Screen.Paint;
import dev.cmek.local.run.Shell.Said;
import java.time.Duration;
import java.time.Instant;

/// Somebody takes away what a cluster was granted, the sweep finds it, and the command from the
/// alert mends it.
final class LostGrant {

  private final SampleCluster cluster;
  private final CustomerCloud cloud;
  private final Mailbox alerts;
  private final Shell shell;
  private final Screen screen;
  private final Loss loss;
  private String remedy = "";

  LostGrant(
      SampleCluster cluster, CustomerCloud cloud, Mailbox alerts, Shell shell, Screen screen) {
    this.cluster = cluster;
    this.cloud = cloud;
    this.alerts = alerts;
    this.shell = shell;
    this.screen = screen;
    this.loss = cloud.loss(cluster);
  }

  /// Such as `one of the five actions away from payments-prod`.
  String deed() {
    return loss.deed();
  }

  /// Takes it away and lets a sweep find it.
  Proof find() {
    Said said = paste(loss.command(shell));
    Instant start = Instant.now();
    Sweep sweep = sweep();
    Alert alert = Alert.await(alerts, cluster, "dev.cmek.access.lost.v1", "ACCESS LOST");
    Duration took = Duration.between(start, Instant.now());
    alert.show(screen);
    remedy = alert.command();

    Proof proof =
        new Proof(
            "%s missing from the grant of %s was found by the next sweep and told within %s, with the command to mend it"
                .formatted(loss.missing(), cluster.name(), Screen.seconds(took)));
    proof.expect(said.exitCode() == 0, "somebody can take it away", said);
    sweep.expectEnd(proof);
    proof.expect(alert.event().isPresent(), "other systems are told", alert.event());
    expectText(proof, alert, loss.missing(), "people are told what is missing");
    expectText(proof, alert, loss.where(), "people are told where");
    proof.expect(!remedy.isEmpty(), "people are told what to run", remedy);
    return proof;
  }

  /// Runs the command as it was printed, and lets a sweep see it.
  Proof mend() {
    Said said = paste(remedy);
    Sweep sweep = sweep();
    Alert alert = Alert.await(alerts, cluster, "dev.cmek.access.restored.v1", "RESTORED");
    alert.show(screen);

    Proof proof =
        new Proof(
            "The command from the alert, run as printed, put the grant back, and the next sweep cleared the alert");
    proof.expect(said.exitCode() == 0, "the command runs", said);
    proof.expect(loss.isMended(), "the grant is what it was", loss.where());
    sweep.expectEnd(proof);
    proof.expect(alert.event().isPresent(), "other systems are told", alert.event());
    proof.expect(alert.notice().isPresent(), "people are told", alert.notice());
    return proof;
  }

  private static void expectText(Proof proof, Alert alert, String text, String fact) {
    proof.expect(
        alert.notice().filter(letter -> letter.text().contains(text)).isPresent(),
        fact,
        alert.notice());
  }

  private Sweep sweep() {
    screen.event("→ ", "a sweep begins, as its schedule starts one every 10 minutes");
    Sweep sweep = Sweep.start(cloud);
    sweep.await(screen);
    screen.event(screen.paint(Paint.GREEN, "✓") + " ", "the sweep ends");
    return sweep;
  }

  private Said paste(String command) {
    screen.line("");
    screen.line("  " + screen.paint(Paint.CYAN, "$ " + command));
    screen.line("");
    return shell.run(command);
  }
}
