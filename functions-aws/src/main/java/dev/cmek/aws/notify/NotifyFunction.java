package dev.cmek.aws.notify;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.evidence.StatesFailure;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.evidence.RunEnd;
import dev.cmek.shared.notify.Notify;

/// [Notify] on Lambda.
public final class NotifyFunction extends StepFunction<RunEnd, Notify.Told> {

  private static final String NAME = "Notify";

  public NotifyFunction() {
    this(new AwsWiring(NAME));
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
    return new StatesFailure().inRun(input);
  }
}
