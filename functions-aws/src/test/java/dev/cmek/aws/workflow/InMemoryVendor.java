package dev.cmek.aws.workflow;

import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.key.FakeKeys.Stored;
import dev.cmek.aws.role.Role;
import dev.cmek.aws.verify.FakeFacts;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.FakeClusterApi.Look;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.step.Change;
import dev.cmek.simulator.access.CustomerKey;
import dev.cmek.simulator.access.CustomerRole;
import dev.cmek.simulator.access.KeyArn;
import dev.cmek.simulator.access.RoleArn;
import dev.cmek.simulator.access.Vendor;
import dev.cmek.simulator.access.VendorAccess;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The vendor's look at the account in memory, with the simulator's evaluation, which knows nothing
/// of ours. What this system granted the vendor sees late, what others did at once.
final class InMemoryVendor implements Look {

  /// What changes whether the vendor may use a key. That a key or role is new it shows itself.
  private static final Set<String> GRANTS =
      Set.of(
          "iam:UpdateAssumeRolePolicy",
          "iam:PutRolePolicy",
          "iam:DeleteRolePolicy",
          "kms:PutKeyPolicy");

  private final FakeAws aws;
  private final String externalId;
  private final InstantSource clock;
  private final Map<String, Instant> changed = new HashMap<>();
  private Duration spreading = Duration.ZERO;

  InMemoryVendor(FakeAws aws, String externalId, InstantSource clock) {
    this.aws = aws;
    this.externalId = externalId;
    this.clock = clock;
  }

  /// How long a change of role or key takes until the vendor sees it.
  void seesChangesAfter(Duration duration) {
    spreading = duration;
  }

  /// This system made a change.
  void changed(Change change) {
    if (GRANTS.contains(change.action())) {
      changed.put(change.object(), clock.instant());
    }
  }

  @Override
  public Optional<String> obstacle(Cluster cluster, RegionKey regionKey) {
    Arn arn = Arn.parse(regionKey.uri());
    Optional<Role> role = aws.roles().role(Arn.parse(regionKey.principal()).name());
    Optional<Stored> key =
        aws.keys().keys().stream().filter(stored -> stored.key().arn().equals(arn)).findFirst();
    if (role.isEmpty() || key.isEmpty()) {
      return Optional.of("there is no such role or key");
    }
    Vendor vendor = new Vendor(cluster.accountId(), externalId);
    return VendorAccess.obstacle(vendor, seen(role.get()), seen(key.get()))
        .or(() ->
            clock.instant().isBefore(visibleFrom(role.get(), key.get()))
                ? Optional.of("the grant has not spread yet")
                : Optional.empty());
  }

  private Instant visibleFrom(Role role, Stored key) {
    return Stream.of(
            role.createdAt(),
            key.key().createdAt(),
            changed.getOrDefault(role.arn().toString(), Instant.MIN),
            changed.getOrDefault(key.key().arn().toString(), Instant.MIN))
        .max(Instant::compareTo)
        .orElseThrow()
        .plus(spreading);
  }

  private CustomerRole seen(Role role) {
    return new CustomerRole(
        RoleArn.parse(role.arn().toString()),
        role.createdAt(),
        role.trust().json(),
        aws.policies()
            .inline(role.name())
            .map(PolicyDocument::json)
            .map(List::of)
            .orElse(List.of()),
        Optional.ofNullable(role.boundaryArn()).map(_ -> FakeFacts.BOUNDARY.json()));
  }

  private static CustomerKey seen(Stored key) {
    return new CustomerKey(
        KeyArn.parse(key.key().arn().toString()),
        key.key().createdAt(),
        key.key().state(),
        key.key().spec(),
        key.key().usage(),
        key.policy().json());
  }
}
