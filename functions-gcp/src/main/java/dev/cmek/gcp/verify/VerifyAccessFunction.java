package dev.cmek.gcp.verify;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.verify.Report;
import dev.cmek.shared.verify.VerifyAccess;
import dev.cmek.shared.verify.gcp.GcpChecks;
import dev.cmek.shared.verify.gcp.GcpInspection;

/// [VerifyAccess] as an HTTP function. It holds no Cloud API secret.
public final class VerifyAccessFunction extends StepFunction<VerifyAccess.Input, Report> {

  private static final String NAME = "VerifyAccess";

  public VerifyAccessFunction() {
    this(new GcpWiring(NAME));
  }

  public VerifyAccessFunction(Wiring wiring) {
    super(
        NAME,
        VerifyAccess.Input.class,
        new VerifyAccess(
            new GcpInspection(
                wiring.factSource(),
                subject -> Expected.ofOurs(subject.cluster()),
                GcpChecks.BEFORE_ENABLE,
                wiring.clock()),
            wiring.clock()),
        wiring);
  }
}
