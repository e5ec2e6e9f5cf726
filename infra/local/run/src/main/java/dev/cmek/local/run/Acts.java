package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.aws.Pause;
import dev.cmek.local.run.Screen.Paint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the demo plays, one act after the other, while both clouds are up.
final class Acts implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(400);
  private static final Duration SPREADING = Duration.ofSeconds(8);

  private final Checkout checkout;
  private final Half half;
  private final Endpoints endpoints;
  private final Screen screen;
  private final CloudApi cloudApi;
  private final CustomerCloud cloud;
  private final Mailbox alerts;
  private final Shell shell;
  private final List<SampleCluster> byEvent;
  private final SampleCluster byTicket;
  private final TicketOrder ticket;

  /// @param folder gets what the acts write
  /// @param used the cloud may have seen the sample events before, and would rightly do nothing
  Acts(
      Checkout checkout, Path folder, Half half, Endpoints endpoints, boolean used, Screen screen) {
    this.checkout = checkout;
    this.half = half;
    this.endpoints = endpoints;
    this.screen = screen;
    this.cloudApi = new CloudApi(endpoints.cloudApi());
    this.cloud = half.open(endpoints);
    this.alerts = cloud.alerts();
    this.shell = half.shell(checkout, folder, endpoints);
    this.byEvent =
        half.byEvent(checkout).stream()
            .map(cluster -> used ? cluster.asNewEvent() : cluster)
            .toList();
    this.byTicket = half.byTicket(checkout);
    this.ticket = TicketOrder.of(byTicket, endpoints, folder, checkout.root());
  }

  /// Plays all of it.
  ///
  /// @return what is claimed of it
  List<Proof> play() {
    List<Proof> proofs = new ArrayList<>(report(onboard()));
    Sweep quiet = Sweep.start(cloud); // beside the next two acts
    proofs.add(answer());
    proofs.add(refuse());
    proofs.add(quiet(quiet));
    LostGrant lost = new LostGrant(byEvent.getFirst(), cloud, alerts, shell, screen);
    screen.heading("Somebody takes " + lost.deed());
    proofs.add(lost.find());
    screen.heading("The command from the alert, as it is printed, mends it");
    proofs.add(lost.mend());
    return proofs;
  }

  @Override
  public void close() {
    cloud.close();
  }

  private List<Watch> onboard() {
    screen.heading(
        "New clusters on %s ask for CMEK: %d by event, one by a ticket over HTTP"
            .formatted(half.title(), byEvent.size()));
    Instant since = Instant.now().minusSeconds(1);
    Iterator<Paint> paints = List.of(Paint.CYAN, Paint.MAGENTA, Paint.YELLOW).iterator();
    List<Watch> watches =
        Stream.concat(byEvent.stream(), Stream.of(byTicket))
            .map(cluster -> watch(cluster, paints.next(), since))
            .toList();
    cloud.delayGrants(SPREADING, cloudApi);
    screen.event(
        "",
        "As on %s, a new grant counts only after a while: here %d s."
            .formatted(half.title(), SPREADING.toSeconds()));
    byEvent.forEach(cluster -> cloud.send(cluster.event()));
    screen.event("", screen.paint(Paint.CYAN, "$ " + ticket.command()));
    String _ = shell.run(ticket.command()).text();
    Instant limit = Instant.now().plus(LIMIT);
    boolean ended = false;
    while (!ended && Instant.now().isBefore(limit)) {
      ended = watches.stream().filter(Watch::look).count() == watches.size();
      screen.waiting(watches.stream().map(Watch::status).collect(Collectors.joining(" · ")));
      Pause.of(LOOK);
    }
    screen.waiting("");
    cloud.delayGrants(Duration.ZERO, cloudApi);
    return watches;
  }

  private Watch watch(SampleCluster cluster, Paint paint, Instant since) {
    cloudApi.add(cluster);
    screen.event(
        screen.paint(paint, "%-13s".formatted(cluster.name())) + "  → ",
        cluster.wish() + screen.paint(Paint.DIM, "  " + cluster.eventFile()));
    return new Watch(cluster, paint, cloud, cloudApi, screen, since);
  }

  private List<Proof> report(List<Watch> watches) {
    screen.heading("What the Cloud API, KMS, IAM and the alerts say now");
    screen.waiting("reading both clouds");
    List<Proof> proofs = new ArrayList<>();
    for (Watch watch : watches) {
      ClusterReport report = ClusterReport.gather(watch.cluster(), cloudApi, cloud, alerts);
      report.show(screen);
      proofs.add(report.proof(watch.end(), watch.steps()));
    }
    screen.waiting("");
    return proofs;
  }

  private Proof answer() {
    screen.heading("The ticket of " + byTicket.name() + " has its answer");
    screen.waiting("the callback");
    TicketAnswer answer = TicketAnswer.await(byTicket, ticket.key(), endpoints.ticketDesk());
    screen.waiting("");
    answer.show(screen);
    return answer.proof();
  }

  private Proof quiet(Sweep sweep) {
    screen.heading("A schedule looks at all clusters again and again");
    sweep.await(screen);
    screen.event(
        screen.paint(Paint.GREEN, "✓") + " ", "a sweep found nothing wrong, and told nobody");
    Proof proof = new Proof("As long as nothing was wrong, the sweep told nobody");
    sweep.expectEnd(proof);
    List<String> told = alerts.eventTypes("dev.cmek.access.");
    proof.expect(told.isEmpty(), "nobody is told of any access", told);
    return proof;
  }

  private Proof refuse() {
    screen.heading("Another event has a mistake in it");
    Instant since = Instant.now();
    String event = half.mistake(checkout);
    Mailbox deadLetters = cloud.deadLetters();
    cloud.send(event);
    screen.event(
        "→ ", "a cluster id that is none" + screen.paint(Paint.DIM, "  " + half.mistakeFile()));
    screen.waiting("the door to refuse it");
    RejectedEvent rejected = RejectedEvent.await(event, since, cloud, deadLetters, alerts);
    screen.waiting("");
    rejected.show(screen);
    return rejected.proof();
  }
}
