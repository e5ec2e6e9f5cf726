package dev.cmek.gcp.notify;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.evidence.WorkflowFailure;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.evidence.RunEnd;
import dev.cmek.shared.notify.Notify;

/// [Notify] on Google Cloud.
public final class NotifyFunction extends StepFunction<RunEnd, Notify.Told> {

  private static final String NAME = "Notify";

  public NotifyFunction() {
    this(new GcpWiring(NAME));
  }

  public NotifyFunction(Wiring wiring) {
    super(
        NAME,
        RunEnd.class,
        new Notify(wiring.announcements(), wiring.callbacks(), wiring.runs(), wiring.clock()),
        wiring);
  }

  @Override
  protected byte[] read(byte[] input) {
    return new WorkflowFailure().inRun(input);
  }
}
