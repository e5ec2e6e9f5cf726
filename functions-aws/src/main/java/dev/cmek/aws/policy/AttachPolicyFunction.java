package dev.cmek.aws.policy;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.plan.Access;

/// [AttachPolicy] on Lambda.
public final class AttachPolicyFunction extends StepFunction<AttachPolicy.Input, Access> {

  private static final String NAME = "AttachPolicy";

  public AttachPolicyFunction() {
    this(new AwsWiring(NAME));
  }

  public AttachPolicyFunction(Wiring wiring) {
    super(
        NAME,
        AttachPolicy.Input.class,
        new AttachPolicy(wiring.policies(), wiring.intents(), wiring.clock()),
        wiring);
  }
}
