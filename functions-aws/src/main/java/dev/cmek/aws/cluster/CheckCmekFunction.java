package dev.cmek.aws.cluster;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.cluster.CheckCmek;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.plan.Provisioned;

/// [CheckCmek] on Lambda, with the operator's API key.
public final class CheckCmekFunction extends StepFunction<Provisioned, Cmek> {

  private static final String NAME = "CheckCmek";

  public CheckCmekFunction() {
    this(new AwsWiring(NAME));
  }

  public CheckCmekFunction(Wiring wiring) {
    super(
        NAME,
        Provisioned.class,
        new CheckCmek(wiring.clusterApi(), wiring.intents(), wiring.clock()),
        wiring);
  }
}
