package dev.cmek.local.run;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;

/// A sweep that nobody but the schedule starts, while clusters are being onboarded: the stack's own
/// rule, at another rate.
record Scheduled(Ended sweep) {

  private static final String RULE = "every-minute";

  static Scheduled play(TestCloud cloud) {
    try (EventBridgeClient events = cloud.events()) {
      List<Target> targets =
          events.listTargetsByRule(r -> r.rule(cloud.physicalId("ReverifyPeriod"))).targets();
      var _ = events.putRule(r -> r.name(RULE).scheduleExpression("rate(1 minute)"));
      var _ = events.putTargets(r -> r.rule(RULE).targets(targets));
      Ended sweep = Await.until("a sweep by schedule", () -> sweepByItself(cloud));
      var _ =
          events.removeTargets(r -> r.rule(RULE).ids(targets.stream().map(Target::id).toList()));
      var _ = events.deleteRule(r -> r.name(RULE));
      return new Scheduled(sweep);
    }
  }

  /// The engine may deliver an event of the schedule twice: the second sweep finds the first.
  private static Optional<Ended> sweepByItself(TestCloud cloud) {
    return cloud.sweepsStartedWith("Scheduled Event").stream()
        .map(cloud::awaitEnd)
        .filter(ended -> !ended.states().contains(TestCloud.SWEEP_UNDER_WAY))
        .findFirst();
  }
}
