package dev.cmek.gcp.sweep;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.sweep.CmekAnswer;
import dev.cmek.shared.sweep.ReadCmek;
import java.util.List;

/// [ReadCmek] on Google Cloud, with the operator's API key. It sees neither IAM nor KMS.
public final class ReadCmekFunction extends StepFunction<ReadCmek.Input, List<CmekAnswer>> {

  private static final String NAME = "ReadCmek";

  public ReadCmekFunction() {
    this(new GcpWiring(NAME));
  }

  public ReadCmekFunction(Wiring wiring) {
    super(
        NAME,
        ReadCmek.Input.class,
        new ReadCmek(wiring.pacedClusterApi(), wiring.pause(), wiring.clock()),
        wiring);
  }
}
