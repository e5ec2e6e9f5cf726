package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.CloudApiCommand;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Each region uses the key that is near, where there is one. One key for all regions is a choice,
/// and no finding; nor is a key in a multi-region.
final class KeyRegionCheck implements Check<GcpFacts> {

  @Override
  public List<Finding> check(GcpFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (RegionKey region : facts.subject().keys()) {
      if (CryptoKeyName.find(region.uri()).isPresent() && !isIn(region, region.uri())) {
        near(region, facts).ifPresent(near -> findings.add(finding(region, near, facts)));
      }
    }
    return findings;
  }

  private static Optional<String> near(RegionKey region, GcpFacts facts) {
    return facts.subject().keys().stream()
        .map(RegionKey::uri)
        .filter(uri -> isIn(region, uri))
        .findFirst();
  }

  private static boolean isIn(RegionKey region, String uri) {
    return CryptoKeyName.find(uri)
        .filter(key -> key.location().equals(region.region()))
        .isPresent();
  }

  private static Finding finding(RegionKey region, String near, GcpFacts facts) {
    return new Finding(
        FindingCode.KEY_OF_OTHER_REGION,
        region.uri(),
        region.region()
            + " uses "
            + region.uri()
            + " although the cluster has "
            + near
            + " in "
            + region.region()
            + ": slower, and lost with it",
        "If it is no choice of yours: "
            + CloudApiCommand.put(
                facts.subject().cluster(),
                new RegionKey(region.region(), near, region.principal())));
  }
}
