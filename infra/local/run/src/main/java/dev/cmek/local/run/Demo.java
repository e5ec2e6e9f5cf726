package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.aws.LocalAwsException;
import dev.cmek.local.aws.Pause;
import dev.cmek.local.run.Screen.Paint;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Both clouds on this machine, two onboardings and one refusal, shown while they happen. Ends
/// whatever it started.
///
/// The exit code is 0 only if the clouds themselves say afterwards that all of it happened.
public final class Demo implements Command {

  private static final String NAME = "demo";
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(400);

  private static final Duration SPREADING = Duration.ofSeconds(8);

  private Demo() {}

  public static void main(String[] arguments) {
    Command.main(NAME, new Demo());
  }

  @Override
  public boolean run(Checkout checkout, Settings settings, Screen screen) {
    try (HomeLock _ = lock(checkout)) {
      LocalCloud cloud = new LocalCloud(checkout, new StartScreen(screen));
      LocalCloud.Options options =
          new LocalCloud.Options(NAME, 0, 0, Optional.empty(), settings.awsEndpoint());
      Thread ending = Command.onInterrupt(screen, () -> cloud.stop(NAME));
      Runtime.getRuntime().addShutdownHook(ending);
      try {
        return play(checkout, cloud, options, screen);
      } finally {
        if (Runtime.getRuntime().removeShutdownHook(ending)) {
          cloud.stop(NAME);
        }
      }
    }
  }

  private static HomeLock lock(Checkout checkout) {
    return HomeLock.take(checkout.local().resolve(NAME))
        .orElseThrow(
            () -> new LocalAwsException("Another demo is running in this checkout: wait for it."));
  }

  private static boolean play(
      Checkout checkout, LocalCloud cloud, LocalCloud.Options options, Screen screen) {
    screen.heading("Starting both clouds on this machine; nothing leaves it");
    Endpoints endpoints = cloud.start(options);
    CloudApi cloudApi = new CloudApi(endpoints.cloudApi());
    List<Proof> proofs = new ArrayList<>();
    try (CustomerAws aws = new CustomerAws(endpoints.aws())) {
      Mailbox alerts = aws.alerts();
      List<Watch> watches = onboard(clusters(checkout, options), aws, cloudApi, screen);
      proofs.addAll(report(watches, cloudApi, aws, alerts, screen));
      proofs.add(refuse(checkout, aws, alerts, screen));
    }
    screen.waiting("ending both clouds");
    cloud.stop(NAME);
    proofs.add(ended(options, endpoints));
    screen.waiting("");
    screen.heading("What happened");
    proofs.forEach(proof -> proof.show(screen));
    boolean allTrue = proofs.stream().allMatch(Proof::holds);
    screen.line("");
    screen.line(
        allTrue
            ? "  Next: make up keeps it running, and says what to try. Logs of this run: "
                + checkout.root().relativize(checkout.local().resolve(NAME).resolve("logs"))
            : "  The logs say more: " + endpoints.logs());
    return allTrue;
  }

  /// An AWS that ran already may have seen their events, and would rightly do nothing.
  private static List<SampleCluster> clusters(Checkout checkout, LocalCloud.Options options) {
    List<SampleCluster> clusters =
        List.of(SampleCluster.payments(checkout), SampleCluster.ledger(checkout));
    return options.awsEndpoint().isEmpty()
        ? clusters
        : clusters.stream().map(SampleCluster::asNewEvent).toList();
  }

  private static List<Watch> onboard(
      List<SampleCluster> clusters, CustomerAws aws, CloudApi cloudApi, Screen screen) {
    screen.heading("Two new clusters ask for CMEK, by events in the onboarding queue");
    cloudApi.settings("{\"propagationDelay\":\"" + SPREADING + "\"}");
    screen.event(
        "",
        "As on AWS, the vendor sees a new grant only after a while: here "
            + SPREADING.toSeconds()
            + " s.");
    Instant since = Instant.now().minusSeconds(1);
    List<Watch> watches =
        List.of(
            watch(clusters.getFirst(), Paint.CYAN, aws, cloudApi, screen, since),
            watch(clusters.getLast(), Paint.MAGENTA, aws, cloudApi, screen, since));
    Instant limit = Instant.now().plus(LIMIT);
    boolean ended = false;
    while (!ended && Instant.now().isBefore(limit)) {
      ended = watches.stream().filter(Watch::look).count() == watches.size();
      screen.waiting(watches.stream().map(Watch::status).collect(Collectors.joining(" · ")));
      Pause.of(LOOK);
    }
    screen.waiting("");
    return watches;
  }

  private static Watch watch(
      SampleCluster cluster,
      Paint paint,
      CustomerAws aws,
      CloudApi cloudApi,
      Screen screen,
      Instant since) {
    cloudApi.add(cluster);
    aws.send(cluster.event());
    screen.event(
        screen.paint(paint, "%-13s".formatted(cluster.name())) + "  → ",
        cluster.wish() + screen.paint(Paint.DIM, "  " + cluster.eventFile()));
    return new Watch(cluster, paint, aws, cloudApi, screen, since);
  }

  private static List<Proof> report(
      List<Watch> watches, CloudApi cloudApi, CustomerAws aws, Mailbox alerts, Screen screen) {
    screen.heading("What the Cloud API, KMS, IAM and the alert queue say now");
    screen.waiting("reading both clouds");
    List<Proof> proofs = new ArrayList<>();
    for (Watch watch : watches) {
      ClusterReport report = ClusterReport.gather(watch.cluster(), cloudApi, aws, alerts);
      report.show(screen);
      proofs.add(report.proof(watch.end(), watch.statesEntered()));
    }
    screen.waiting("");
    return proofs;
  }

  private static Proof refuse(Checkout checkout, CustomerAws aws, Mailbox alerts, Screen screen) {
    screen.heading("A third event has a mistake in it");
    Instant since = Instant.now();
    String event = SampleCluster.mistake(checkout);
    Mailbox deadLetters = aws.deadLetters();
    aws.send(event);
    screen.event(
        "→ ",
        "a cluster id that is none"
            + screen.paint(Paint.DIM, "  " + SampleCluster.eventFile("with-a-mistake")));
    screen.waiting("the door to refuse it");
    RejectedEvent rejected = RejectedEvent.await(event, since, aws, deadLetters, alerts);
    screen.waiting("");
    rejected.show(screen);
    return rejected.proof();
  }

  private static Proof ended(LocalCloud.Options options, Endpoints endpoints) {
    Proof proof = new Proof("Everything that was started has ended");
    List<String> addresses =
        new ArrayList<>(List.of(endpoints.cloudApi().url(), endpoints.cloudApi().adminUrl()));
    if (options.awsEndpoint().isEmpty()) {
      addresses.add(endpoints.aws().endpoint());
    }
    addresses.forEach(address ->
        proof.expect(!isListening(URI.create(address)), "nothing answers any more", address));
    List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
    proof.expect(children.isEmpty(), "no process is left", children);
    return proof;
  }

  private static boolean isListening(URI address) {
    try (Socket _ = new Socket(address.getHost(), address.getPort())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
