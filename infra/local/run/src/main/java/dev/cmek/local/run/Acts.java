package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.aws.Pause;
import dev.cmek.local.run.Screen.Paint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What the demo plays, one act after the other, while both clouds are up.
final class Acts implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(400);
  private static final Duration SPREADING = Duration.ofSeconds(8);

  private final Checkout checkout;
  private final Endpoints endpoints;
  private final Screen screen;
  private final CloudApi cloudApi;
  private final CustomerAws aws;
  private final Mailbox alerts;
  private final Shell shell;
  private final SampleCluster payments;
  private final SampleCluster ledger;
  private final SampleCluster billing;
  private final TicketOrder ticket;

  /// @param folder gets what the acts write
  /// @param used the AWS may have seen the sample events before, and would rightly do nothing
  Acts(Checkout checkout, Path folder, Endpoints endpoints, boolean used, Screen screen) {
    this.checkout = checkout;
    this.endpoints = endpoints;
    this.screen = screen;
    this.cloudApi = new CloudApi(endpoints.cloudApi());
    this.aws = new CustomerAws(endpoints.aws());
    this.alerts = aws.alerts();
    this.shell = Shell.of(checkout, folder, endpoints.aws());
    SampleCluster first = SampleCluster.payments(checkout);
    SampleCluster second = SampleCluster.ledger(checkout);
    this.payments = used ? first.asNewEvent() : first;
    this.ledger = used ? second.asNewEvent() : second;
    this.billing = SampleCluster.billing(checkout);
    this.ticket = TicketOrder.of(billing, endpoints, folder, checkout.root());
  }

  /// Plays all of it.
  ///
  /// @return what is claimed of it
  List<Proof> play() {
    List<Proof> proofs = new ArrayList<>(report(onboard()));
    Sweep quiet = Sweep.start(aws); // beside the next two acts
    proofs.add(answer());
    proofs.add(refuse());
    proofs.add(quiet(quiet));
    screen.heading("Somebody takes one of the five actions away from payments-prod");
    LostGrant lost = new LostGrant(payments, aws, alerts, shell, screen);
    proofs.add(lost.find());
    screen.heading("The command from the alert, as it is printed, mends it");
    proofs.add(lost.mend());
    return proofs;
  }

  @Override
  public void close() {
    aws.close();
  }

  private List<Watch> onboard() {
    screen.heading(
        "Three new clusters ask for CMEK: two by events in the queue, one by a ticket over HTTP");
    cloudApi.settings("{\"propagationDelay\":\"" + SPREADING + "\"}");
    screen.event(
        "",
        "As on AWS, the vendor sees a new grant only after a while: here "
            + SPREADING.toSeconds()
            + " s.");
    Instant since = Instant.now().minusSeconds(1);
    List<Watch> watches =
        List.of(
            watch(payments, Paint.CYAN, since),
            watch(ledger, Paint.MAGENTA, since),
            watch(billing, Paint.YELLOW, since));
    aws.send(payments.event());
    aws.send(ledger.event());
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
    return watches;
  }

  private Watch watch(SampleCluster cluster, Paint paint, Instant since) {
    cloudApi.add(cluster);
    screen.event(
        screen.paint(paint, "%-13s".formatted(cluster.name())) + "  → ",
        cluster.wish() + screen.paint(Paint.DIM, "  " + cluster.eventFile()));
    return new Watch(cluster, paint, aws, cloudApi, screen, since);
  }

  private List<Proof> report(List<Watch> watches) {
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

  private Proof answer() {
    screen.heading("The ticket of billing-prod has its answer");
    screen.waiting("the callback");
    TicketAnswer answer = TicketAnswer.await(billing, ticket.key(), endpoints.ticketDesk());
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
}
