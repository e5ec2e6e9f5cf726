package dev.cmek.gcp.sweep;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.evidence.WorkflowFailure;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.sweep.EndSweep;

/// [EndSweep] on Google Cloud.
public final class EndSweepFunction extends StepFunction<EndSweep.Input, EndSweep.Ended> {

  private static final String NAME = "EndSweep";

  public EndSweepFunction() {
    this(new GcpWiring(NAME));
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
    return new WorkflowFailure().inSweep(input);
  }
}
