package dev.cmek.aws.sweep;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.sweep.RecordLooks;

/// [RecordLooks] on Lambda.
public final class RecordLooksFunction
    extends StepFunction<RecordLooks.Input, RecordLooks.Recorded> {

  private static final String NAME = "RecordLooks";

  public RecordLooksFunction() {
    this(new AwsWiring(NAME));
  }

  public RecordLooksFunction(Wiring wiring) {
    super(
        NAME,
        RecordLooks.Input.class,
        new RecordLooks(wiring.evidence(), wiring.state(), wiring.clock()),
        wiring);
  }
}
