package dev.cmek.shared.verify.aws;

import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.CloudApiCommand;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.aws.KeyFacts.Metadata;
import dev.cmek.shared.verify.aws.KeyFacts.MultiRegion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Each region uses the key that is near, where there is one. One key for all regions is a choice,
/// and no finding.
final class KeyRegionCheck implements Check<AwsFacts> {

  @Override
  public List<Finding> check(AwsFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (RegionKey region : facts.subject().keys()) {
      Optional<Arn> arn = AwsFacts.keyArn(region.uri());
      if (arn.isPresent() && !arn.get().region().equals(region.region())) {
        near(region, facts).ifPresent(findings::add);
      }
    }
    return findings;
  }

  private static Optional<Finding> near(RegionKey region, AwsFacts facts) {
    Optional<String> replica = family(region.uri(), facts).filter(k -> isIn(region, k)).findFirst();
    if (replica.isPresent()) {
      return finding(
          FindingCode.KEY_REPLICA_UNUSED,
          region,
          replica.get(),
          " although its replica " + replica.get() + " is there",
          facts);
    }
    Optional<String> other =
        facts.subject().keys().stream()
            .map(RegionKey::uri)
            .filter(k -> isIn(region, k))
            .findFirst();
    return other.isEmpty()
        ? Optional.empty()
        : finding(
            FindingCode.KEY_OF_OTHER_REGION,
            region,
            other.get(),
            " although the cluster has " + other.get() + " in " + region.region(),
            facts);
  }

  private static Stream<String> family(String uri, AwsFacts facts) {
    return facts.keys().stream()
        .filter(key -> key.arn().equals(uri))
        .flatMap(key -> key.metadata().find().stream())
        .map(Metadata::multiRegion)
        .filter(Objects::nonNull)
        .flatMap(KeyRegionCheck::members);
  }

  private static Stream<String> members(MultiRegion family) {
    return Stream.concat(Stream.of(family.primary()), family.replicas().stream());
  }

  private static boolean isIn(RegionKey region, String key) {
    return AwsFacts.keyArn(key).filter(a -> a.region().equals(region.region())).isPresent();
  }

  private static Optional<Finding> finding(
      FindingCode code, RegionKey region, String near, String although, AwsFacts facts) {
    return Optional.of(
        new Finding(
            code,
            region.uri(),
            region.region() + " uses " + region.uri() + although + ": slower, and lost with it",
            "If it is no choice of yours: "
                + CloudApiCommand.put(
                    facts.subject().cluster(),
                    new RegionKey(region.region(), near, region.principal()))));
  }
}
