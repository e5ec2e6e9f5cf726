package dev.cmek.aws.state;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.state.BeginRun;

/// [BeginRun] on Lambda.
public final class BeginRunFunction extends StepFunction<BeginRun.Input, BeginRun.Begun> {

  private static final String NAME = "BeginRun";

  public BeginRunFunction() {
    this(new AwsWiring(NAME));
  }

  public BeginRunFunction(Wiring wiring) {
    super(
        NAME,
        BeginRun.Input.class,
        new BeginRun(
            wiring.requests(),
            wiring.runs(),
            wiring.leases(),
            wiring.workflows(),
            wiring.runLimit(),
            wiring.clock()),
        wiring);
  }
}
