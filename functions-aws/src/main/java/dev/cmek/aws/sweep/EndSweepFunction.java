package dev.cmek.aws.sweep;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.evidence.StatesFailure;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.sweep.EndSweep;

/// [EndSweep] on Lambda.
public final class EndSweepFunction extends StepFunction<EndSweep.Input, EndSweep.Ended> {

  private static final String NAME = "EndSweep";

  public EndSweepFunction() {
    this(new AwsWiring(NAME));
  }

  public EndSweepFunction(Wiring wiring) {
    super(
        NAME,
        EndSweep.Input.class,
        new EndSweep(
            wiring.evidence(),
            wiring.state(),
            wiring.announcements(),
            wiring.log(NAME),
            wiring.clock()),
        wiring);
  }

  @Override
  protected byte[] read(byte[] input) {
    return new StatesFailure().inSweep(input);
  }
}
