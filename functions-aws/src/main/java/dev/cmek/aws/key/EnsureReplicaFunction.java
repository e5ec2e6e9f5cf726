package dev.cmek.aws.key;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.plan.ProvisionedKey;

/// [EnsureReplica] on Lambda.
public final class EnsureReplicaFunction extends StepFunction<EnsureReplica.Input, ProvisionedKey> {

  private static final String NAME = "EnsureReplica";

  public EnsureReplicaFunction() {
    this(new AwsWiring(NAME));
  }

  public EnsureReplicaFunction(Wiring wiring) {
    super(
        NAME,
        EnsureReplica.Input.class,
        new EnsureReplica(wiring.keys(), wiring.naming(), wiring.clock()),
        wiring);
  }
}
