package dev.cmek.aws.sweep;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.sweep.CmekAnswer;
import dev.cmek.shared.sweep.ReadCmek;
import java.util.List;

/// [ReadCmek] on Lambda, with the operator's API key. It sees neither IAM nor KMS.
public final class ReadCmekFunction extends StepFunction<ReadCmek.Input, List<CmekAnswer>> {

  private static final String NAME = "ReadCmek";

  public ReadCmekFunction() {
    this(new AwsWiring(NAME));
  }

  public ReadCmekFunction(Wiring wiring) {
    super(
        NAME,
        ReadCmek.Input.class,
        new ReadCmek(wiring.pacedClusterApi(), wiring.pause(), wiring.clock()),
        wiring);
  }
}
