package dev.cmek.aws.role;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.plan.Principal;

/// [EnsureRole] on Lambda.
public final class EnsureRoleFunction extends StepFunction<EnsureRole.Input, Principal> {

  private static final String NAME = "EnsureRole";

  public EnsureRoleFunction() {
    this(new AwsWiring(NAME));
  }

  public EnsureRoleFunction(Wiring wiring) {
    super(
        NAME,
        EnsureRole.Input.class,
        new EnsureRole(wiring.roles(), wiring.naming(), wiring.boundaryArn(), wiring.clock()),
        wiring);
  }
}
