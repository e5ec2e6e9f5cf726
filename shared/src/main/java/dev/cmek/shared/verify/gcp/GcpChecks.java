package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.verify.Check;
import java.util.List;

/// Which checks run on which occasion. A new check is one class, one line here and one row in its
/// test's table.
public final class GcpChecks {

  /// Before a cluster is given its keys: everything that would be wrong from the first minute on.
  public static final List<Check<GcpFacts>> BEFORE_ENABLE =
      List.of(
          new ReadingsCheck(),
          new AccountCheck(),
          new TrustCheck(),
          new ExcessCheck(),
          new KeyStateCheck(),
          new KeyVersionsCheck(),
          new KeyRegionCheck(),
          new KeyAccessCheck(),
          new KeyOthersCheck(),
          new RotationCheck());

  /// Again and again afterwards: the same, as everything may be changed at any time.
  public static final List<Check<GcpFacts>> SCHEDULED = BEFORE_ENABLE;

  private GcpChecks() {}
}
