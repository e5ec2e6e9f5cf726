package dev.cmek.local.run;

import dev.cmek.local.run.CloudApi.Cmek;
import dev.cmek.local.run.CloudApi.Region;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A cluster's role and keys in AWS.
///
/// @param keys by region
/// @param role absent if the regions do not agree on one
record AwsHoldings(
    SampleCluster cluster, Cmek cmek, Map<String, CustomerAws.Key> keys, Optional<RoleView> role)
    implements CustomerCloud.Holdings {

  private static final int ROTATION_DAYS = 365;

  /// A role as IAM describes it.
  ///
  /// @param trust JSON
  /// @param boundary its ARN, empty if it has none
  record RoleView(String arn, String trust, String boundary) {}

  AwsHoldings {
    keys = Map.copyOf(keys);
  }

  static AwsHoldings gather(SampleCluster cluster, Cmek cmek, CustomerAws aws) {
    Map<String, CustomerAws.Key> keys = new TreeMap<>();
    Set<String> principals = new HashSet<>();
    for (Region region : cmek.regions()) {
      for (CloudApi.Key key : region.keys()) {
        keys.put(region.name(), aws.key(key.uri()));
        principals.add(key.principal());
      }
    }
    return new AwsHoldings(
        cluster,
        cmek,
        keys,
        principals.size() == 1
            ? Optional.of(aws.role(principals.iterator().next()))
            : Optional.empty());
  }

  @Override
  public int rotationDays(String region) {
    return Optional.ofNullable(keys.get(region)).map(CustomerAws.Key::rotationDays).orElse(0);
  }

  @Override
  public String principalTitle() {
    return "role";
  }

  @Override
  public String principal() {
    return role.map(RoleView::arn).orElse("none");
  }

  @Override
  public void expect(Proof proof) {
    boolean copied = cluster.strategy().equals("MULTI_REGION_KEY");
    boolean single = cluster.strategy().equals("SINGLE_KEY");
    cmek.regions().forEach(region -> expectKey(proof, region, single ? "" : region.name(), copied));
    expectRole(proof);
    long distinct =
        cmek.regions().stream()
            .flatMap(region -> region.keys().stream())
            .map(key -> key.uri().substring(key.uri().lastIndexOf('/')))
            .distinct()
            .count();
    proof.expect(
        distinct == (copied || single ? 1 : cluster.regions().size()),
        copied || single ? "the keys are one" : "no key is used twice",
        distinct);
  }

  /// @param place of the key; empty: any region's
  private void expectKey(Proof proof, Region region, String place, boolean multiRegion) {
    CustomerAws.Key key = keys.get(region.name());
    boolean fits =
        region.status().equals("ENABLED")
            && region.keys().size() == 1
            && region
                .keys()
                .getFirst()
                .uri()
                .matches(
                    "arn:aws:kms:%s:%s:.*"
                        .formatted(place.isEmpty() ? "[^:]+" : place, LocalCloud.CUSTOMER_ACCOUNT))
            && key != null
            && key.enabled()
            && key.multiRegion() == multiRegion
            && key.rotationDays() == ROTATION_DAYS;
    proof.expect(
        fits, region.name() + " uses an enabled, rotated key of its place", region + " " + key);
  }

  private void expectRole(Proof proof) {
    boolean fits =
        role.filter(found ->
                found.arn().endsWith(":role/cockroachdb-cmek/" + cluster.objectName())
                    && found.trust().contains(LocalCloud.VENDOR_ACCOUNT)
                    && found.trust().contains(SampleCluster.ORGANIZATION)
                    && !found.boundary().isEmpty())
            .isPresent();
    proof.expect(
        fits, "the role is bounded and trusts the vendor's account with its external id", role);
  }
}
