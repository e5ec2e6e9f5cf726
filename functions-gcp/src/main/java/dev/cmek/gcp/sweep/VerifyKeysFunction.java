package dev.cmek.gcp.sweep;

import dev.cmek.gcp.StepFunction;
import dev.cmek.gcp.plan.GcpNaming;
import dev.cmek.gcp.verify.Expected;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.alert.AlertStates;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.sweep.Looking;
import dev.cmek.shared.sweep.VerifyKeys;
import dev.cmek.shared.verify.Inspection;
import dev.cmek.shared.verify.Subject;
import dev.cmek.shared.verify.gcp.GcpChecks;
import dev.cmek.shared.verify.gcp.GcpExpectations;
import dev.cmek.shared.verify.gcp.GcpInspection;

/// [VerifyKeys] as an HTTP function. It holds no Cloud API secret.
public final class VerifyKeysFunction extends StepFunction<VerifyKeys.Input, VerifyKeys.Verified> {

  private static final String NAME = "VerifyKeys";

  public VerifyKeysFunction() {
    this(new GcpWiring(NAME));
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
    return new GcpInspection(
        wiring.factSource(),
        subject -> expected(subject, wiring.naming()),
        GcpChecks.SCHEDULED,
        wiring.clock());
  }

  /// An account that has our name is ours; any other was set up by hand.
  private static GcpExpectations expected(Subject subject, GcpNaming naming) {
    String ours = naming.account(naming.principal(subject.cluster())).toString();
    return subject.keys().stream().map(RegionKey::principal).allMatch(ours::equals)
        ? Expected.ofOurs(subject.cluster())
        : Expected.ofOthers();
  }

  private static boolean isHere(RegionKey key, GcpNaming naming) {
    return CryptoKeyName.find(key.uri())
        .filter(name -> name.project().equals(naming.project()))
        .isPresent();
  }
}
