package dev.cmek.shared.cluster;

import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.plan.Access;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.Provisioned;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.state.Intent;
import dev.cmek.shared.state.Intent.Choices;
import dev.cmek.shared.state.Intent.Pins;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// One cluster of two regions, what is planned for it, and a run that works for it.
final class Example {

  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  static final ClusterId ID = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");
  static final String VENDOR_ACCOUNT = "123456789012";
  static final String ROLE = "arn:aws:iam::111122223333:role/cockroachdb-cmek/orders";
  static final RegionKey CENTRAL = key("eu-central-1", "central");
  static final RegionKey WEST = key("eu-west-1", "west");
  static final List<RegionKey> KEYS = List.of(CENTRAL, WEST);
  static final Cluster CLUSTER = cluster("CREATED", "UNSPECIFIED", "eu-central-1", "eu-west-1");

  private Example() {}

  static RegionKey key(String region, String keyId) {
    return new RegionKey(region, "arn:aws:kms:" + region + ":111122223333:key/" + keyId, ROLE);
  }

  static Cluster cluster(String state, String operationStatus, String... regions) {
    return new Cluster(
        ID,
        "orders-prod",
        "ADVANCED",
        "AWS",
        state,
        operationStatus,
        VENDOR_ACCOUNT,
        Stream.of(regions).map(name -> new Region(name, name.equals(regions[0]))).toList(),
        NOW.minus(Duration.ofDays(2)));
  }

  static RegionStatus region(RegionKey key, String status) {
    return region(key, status, status, "");
  }

  static RegionStatus region(RegionKey key, String status, String keyStatus, String userMessage) {
    return new RegionStatus(
        key.region(),
        new CmekStatus(status),
        List.of(new KeyStatus(key, new CmekStatus(keyStatus), userMessage)));
  }

  static Cmek cmek(String status, RegionStatus... regions) {
    return new Cmek(new CmekStatus(status), List.of(regions));
  }

  static Run run(boolean dryRun) {
    return new Run(
        "a".repeat(64),
        ID,
        "//onboarding.example/clusters",
        "event-1",
        1,
        "provision-1",
        NOW,
        NOW.plus(Duration.ofHours(3)),
        dryRun,
        false,
        false);
  }

  /// The workflow's object once these keys are there.
  static Provisioned provisioned(boolean dryRun, List<RegionKey> keys, Instant grantedAt) {
    List<StepResult<ProvisionedKey>> made =
        keys.stream()
            .map(k -> new ProvisionedKey("alias", k.region(), k.uri(), List.of(k.region()), NOW))
            .map(key -> new StepResult<>(key, List.of()))
            .toList();
    return new Provisioned(
        run(dryRun),
        new StepResult<>(new Principal(ROLE, "orders", NOW), List.of()),
        made,
        List.of(),
        new StepResult<>(new Access(NOW, grantedAt), List.of()));
  }

  /// The cluster's intent, as it is before CMEK is asked for.
  static Intents intents(FakeDocuments state) {
    Intents intents = new Intents(state);
    Intent _ =
        intents.ensure(
            ID,
            _ ->
                Intent.begun(
                    ID,
                    new Choices(KeyStrategy.KEY_PER_REGION, null, AccessGrant.ROLE_POLICY),
                    new Pins(VENDOR_ACCOUNT, "external")));
    return intents;
  }
}
