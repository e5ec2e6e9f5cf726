package dev.cmek.local.run;

import java.util.List;
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
      String execution = cloud.awaitSweepStartedWith("Scheduled Event");
      var _ =
          events.removeTargets(r -> r.rule(RULE).ids(targets.stream().map(Target::id).toList()));
      var _ = events.deleteRule(r -> r.name(RULE));
      return new Scheduled(cloud.awaitEnd(execution));
    }
  }
}
