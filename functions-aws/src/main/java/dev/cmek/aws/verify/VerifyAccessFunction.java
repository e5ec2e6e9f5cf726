package dev.cmek.aws.verify;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.verify.Report;
import dev.cmek.shared.verify.VerifyAccess;
import dev.cmek.shared.verify.aws.AwsChecks;
import dev.cmek.shared.verify.aws.AwsInspection;

/// [VerifyAccess] on Lambda. It holds no Cloud API secret.
public final class VerifyAccessFunction extends StepFunction<VerifyAccess.Input, Report> {

  private static final String NAME = "VerifyAccess";

  public VerifyAccessFunction() {
    this(new AwsWiring(NAME));
  }

  public VerifyAccessFunction(Wiring wiring) {
    super(
        NAME,
        VerifyAccess.Input.class,
        new VerifyAccess(
            new AwsInspection(
                wiring.factSource(),
                subject -> Expected.ofOurs(wiring, subject.cluster()),
                AwsChecks.BEFORE_ENABLE,
                wiring.clock()),
            wiring.clock()),
        wiring);
  }
}
