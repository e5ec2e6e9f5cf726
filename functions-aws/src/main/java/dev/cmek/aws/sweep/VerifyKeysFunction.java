package dev.cmek.aws.sweep;

import dev.cmek.aws.StepFunction;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.verify.Expected;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.alert.AlertStates;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.sweep.Looking;
import dev.cmek.shared.sweep.VerifyKeys;
import dev.cmek.shared.verify.Inspection;
import dev.cmek.shared.verify.Subject;
import dev.cmek.shared.verify.aws.AwsChecks;
import dev.cmek.shared.verify.aws.AwsExpectations;
import dev.cmek.shared.verify.aws.AwsInspection;

/// [VerifyKeys] on Lambda. It holds no Cloud API secret.
public final class VerifyKeysFunction extends StepFunction<VerifyKeys.Input, VerifyKeys.Verified> {

  private static final String NAME = "VerifyKeys";

  public VerifyKeysFunction() {
    this(new AwsWiring(NAME));
  }

  public VerifyKeysFunction(Wiring wiring) {
    super(
        NAME,
        VerifyKeys.Input.class,
        new VerifyKeys(
            new Looking(
                inspection(wiring),
                wiring.state(),
                wiring.workflows(),
                key -> isHere(key, wiring.naming()),
                wiring.clock()),
            new AlertStates(wiring.state())),
        wiring);
  }

  private static Inspection inspection(Wiring wiring) {
    return new AwsInspection(
        wiring.factSource(),
        subject -> expected(subject, wiring),
        AwsChecks.SCHEDULED,
        wiring.clock());
  }

  /// A role that has our name is ours; any other was set up by hand.
  private static AwsExpectations expected(Subject subject, Wiring wiring) {
    AwsNaming naming = wiring.naming();
    String ours = naming.role(naming.principal(subject.cluster())).toString();
    return subject.keys().stream().map(RegionKey::principal).allMatch(ours::equals)
        ? Expected.ofOurs(wiring, subject.cluster())
        : Expected.ofOthers(wiring);
  }

  private static boolean isHere(RegionKey key, AwsNaming naming) {
    return Arn.find(key.uri()).filter(arn -> arn.account().equals(naming.account())).isPresent();
  }
}
