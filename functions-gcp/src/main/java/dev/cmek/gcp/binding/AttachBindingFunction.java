package dev.cmek.gcp.binding;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.plan.Access;

/// [AttachBinding] as an HTTP function.
public final class AttachBindingFunction extends StepFunction<AttachBinding.Input, Access> {

  private static final String NAME = "AttachBinding";

  public AttachBindingFunction() {
    this(new GcpWiring(NAME));
  }

  public AttachBindingFunction(Wiring wiring) {
    super(
        NAME,
        AttachBinding.Input.class,
        new AttachBinding(wiring.bindings(), wiring.intents(), wiring.clock()),
        wiring);
  }
}
