package dev.cmek.aws.key;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.plan.ProvisionedKey;

/// [EnsureKey] on Lambda.
public final class EnsureKeyFunction extends StepFunction<EnsureKey.Input, ProvisionedKey> {

  private static final String NAME = "EnsureKey";

  public EnsureKeyFunction() {
    this(new AwsWiring(NAME));
  }

  public EnsureKeyFunction(Wiring wiring) {
    super(
        NAME,
        EnsureKey.Input.class,
        new EnsureKey(wiring.keys(), wiring.state(), wiring.naming(), wiring.clock()),
        wiring);
  }
}
