package dev.cmek.local.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.run.CustomerCloud.Loss;
import dev.cmek.local.run.Shell.Said;
import java.util.List;
import java.util.Optional;

/// A protected cluster whose binding somebody takes off a key: the next sweep finds it, and the
/// command from the alert mends it.
///
/// @param quiet a sweep while all is well
/// @param over a sweep that was started while another one was at work
/// @param toldBefore of any access, until then
/// @param found the sweep after the loss
/// @param lost what people were told then
/// @param command from that
/// @param mended by it
/// @param isMended whether the binding was back, before the next sweep
/// @param restored what people were told after that
record GoogleGuarded(
    GoogleEnded quiet,
    GoogleEnded over,
    List<Letter> toldBefore,
    Loss loss,
    GoogleEnded found,
    Letter lost,
    String command,
    Said mended,
    boolean isMended,
    Letter restored) {

  static GoogleGuarded play(GoogleTestCloud cloud) {
    SampleCluster catalog = SampleCluster.catalog(cloud.checkout());
    Shell shell = cloud.shell();
    leaveALease(cloud, catalog);
    GoogleEnded quiet = cloud.sweep();
    GoogleEnded over = Await.until("a sweep meets another", () -> oneOverAnother(cloud));
    List<Letter> toldBefore =
        cloud.alerts(
            letter -> letter.eventType().filter(t -> t.startsWith("dev.cmek.access.")).isPresent());

    Loss loss = cloud.loss(catalog);
    Said taken = shell.run(loss.command(shell));
    if (taken.exitCode() != 0) {
      throw new AssertionError("the binding can't be taken away: " + taken.text());
    }
    GoogleEnded found = cloud.sweep();
    Letter lost = cloud.awaitAlert(catalog.id(), "dev.cmek.access.lost.v1");
    String command = lost.text().lines().filter(Alert::isCommand).findFirst().orElse("");
    Said mended = shell.run(command);
    boolean isMended = loss.isMended();
    GoogleEnded _ = cloud.sweep();
    return new GoogleGuarded(
        quiet,
        over,
        toldBefore,
        loss,
        found,
        lost,
        command,
        mended,
        isMended,
        cloud.awaitAlert(catalog.id(), "dev.cmek.access.restored.v1"));
  }

  /// As a run would that was ended from outside before it could give its cluster free.
  private static void leaveALease(GoogleTestCloud cloud, SampleCluster cluster) {
    String name = "clusters/" + cluster.id() + "/lease.json";
    cloud.putState(name, ((ObjectNode) cloud.state(name)).put("released", false));
  }

  /// Starts two sweeps at once: one meets the other, unless the first has ended before the second
  /// looks.
  private static Optional<GoogleEnded> oneOverAnother(GoogleTestCloud cloud) {
    List<String> both = List.of(cloud.startSweep(), cloud.startSweep());
    List<GoogleEnded> ended = both.stream().map(cloud::awaitEnd).toList();
    return ended.stream().filter(GoogleEnded::wasInTheWay).findFirst();
  }
}
