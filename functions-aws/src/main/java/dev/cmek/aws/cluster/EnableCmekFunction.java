package dev.cmek.aws.cluster;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.EnableCmek;
import dev.cmek.shared.plan.Provisioned;

/// [EnableCmek] on Lambda, with the operator's API key.
public final class EnableCmekFunction extends StepFunction<Provisioned, Cmek> {

  private static final String NAME = "EnableCmek";

  public EnableCmekFunction() {
    this(new AwsWiring(NAME));
  }

  public EnableCmekFunction(Wiring wiring) {
    super(
        NAME,
        Provisioned.class,
        new EnableCmek(wiring.clusterApi(), wiring.intents(), wiring.clock()),
        wiring);
  }
}
