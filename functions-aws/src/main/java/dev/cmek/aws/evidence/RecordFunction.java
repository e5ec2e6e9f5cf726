package dev.cmek.aws.evidence;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.evidence.Chain;
import dev.cmek.shared.evidence.RecordRun;
import dev.cmek.shared.evidence.RunEnd;

/// [RecordRun] on Lambda.
public final class RecordFunction extends StepFunction<RunEnd, RecordRun.Recorded> {

  private static final String NAME = "Record";

  public RecordFunction() {
    this(new AwsWiring(NAME));
  }

  public RecordFunction(Wiring wiring) {
    super(
        NAME,
        RunEnd.class,
        new RecordRun(
            new Chain(wiring.evidence(), wiring.state()),
            wiring.intents(),
            wiring.runs(),
            wiring.leases(),
            wiring.clock()),
        wiring);
  }

  @Override
  protected byte[] read(byte[] input) {
    return new StatesFailure().inRun(input);
  }
}
