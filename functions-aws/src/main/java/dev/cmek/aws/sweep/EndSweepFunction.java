package dev.cmek.aws.sweep;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.aws.StepFunction;
import dev.cmek.aws.evidence.StatesFailure;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.json.Payloads;
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
    ObjectNode object = (ObjectNode) Payloads.tree(input);
    byte[] found = StatesFailure.translate(Payloads.write(object.path("found")));
    return Payloads.write(object.set("found", Payloads.tree(found)));
  }
}
