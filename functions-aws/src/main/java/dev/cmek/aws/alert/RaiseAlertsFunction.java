package dev.cmek.aws.alert;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.alert.RaiseAlerts;

/// [RaiseAlerts] on Lambda.
public final class RaiseAlertsFunction extends StepFunction<RaiseAlerts.Input, RaiseAlerts.Raised> {

  private static final String NAME = "RaiseAlerts";

  public RaiseAlertsFunction() {
    this(new AwsWiring(NAME));
  }

  public RaiseAlertsFunction(Wiring wiring) {
    super(
        NAME,
        RaiseAlerts.Input.class,
        new RaiseAlerts(
            wiring.announcements(),
            new CloudTrailLookup(),
            wiring.state(),
            wiring.log(NAME),
            wiring.clock()),
        wiring);
  }
}
