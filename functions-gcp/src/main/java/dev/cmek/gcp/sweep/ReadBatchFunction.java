package dev.cmek.gcp.sweep;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.sweep.Batch;
import dev.cmek.shared.sweep.ReadBatch;

/// [ReadBatch] on Google Cloud.
public final class ReadBatchFunction extends StepFunction<ReadBatch.Input, Batch> {

  private static final String NAME = "ReadBatch";

  public ReadBatchFunction() {
    this(new GcpWiring(NAME));
  }

  public ReadBatchFunction(Wiring wiring) {
    super(NAME, ReadBatch.Input.class, new ReadBatch(wiring.state()), wiring);
  }
}
