package dev.cmek.gcp.evidence;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.evidence.Chain;
import dev.cmek.shared.evidence.RecordRun;
import dev.cmek.shared.evidence.RunEnd;

/// [RecordRun] on Google Cloud.
public final class RecordFunction extends StepFunction<RunEnd, RecordRun.Recorded> {

  private static final String NAME = "Record";

  public RecordFunction() {
    this(new GcpWiring(NAME));
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
    return new WorkflowFailure().inRun(input);
  }
}
