package dev.cmek.gcp.sweep;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.sweep.RecordLooks;

/// [RecordLooks] on Google Cloud.
public final class RecordLooksFunction
    extends StepFunction<RecordLooks.Input, RecordLooks.Recorded> {

  private static final String NAME = "RecordLooks";

  public RecordLooksFunction() {
    this(new GcpWiring(NAME));
  }

  public RecordLooksFunction(Wiring wiring) {
    super(
        NAME,
        RecordLooks.Input.class,
        new RecordLooks(wiring.evidence(), wiring.state(), wiring.clock()),
        wiring);
  }
}
