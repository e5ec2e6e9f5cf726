package dev.cmek.gcp.alert;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.alert.RaiseAlerts;

/// [RaiseAlerts] on Google Cloud.
public final class RaiseAlertsFunction extends StepFunction<RaiseAlerts.Input, RaiseAlerts.Raised> {

  private static final String NAME = "RaiseAlerts";

  public RaiseAlertsFunction() {
    this(new GcpWiring(NAME));
  }

  public RaiseAlertsFunction(Wiring wiring) {
    super(
        NAME,
        RaiseAlerts.Input.class,
        new RaiseAlerts(
            wiring.announcements(),
            new AuditLogLookup(),
            wiring.state(),
            wiring.log(NAME),
            wiring.clock()),
        wiring);
  }
}
