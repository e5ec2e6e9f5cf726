package dev.cmek.aws;

import dev.cmek.aws.account.FakeAws;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.Region;
import dev.cmek.shared.plan.Plan;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.request.OnboardingRequest;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A cluster to provision, and how it is asked for.
///
/// @param regions the first is the primary one
public record Example(
    KeyStrategy strategy,
    AccessGrant grant,
    List<String> regions,
    Map<String, String> labels,
    boolean guarded,
    boolean dryRun,
    boolean repair) {

  public static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  public static final ClusterId CLUSTER = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");
  public static final String VENDOR_ACCOUNT = "444455556666";
  public static final String EXTERNAL_ID = "9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b";
  public static final String ROLE = "cmek-f78b7feb-b6cf-4396-9d7f-494982d7d81e";
  public static final String ROLE_ARN =
      "arn:aws:iam::111122223333:role/cockroachdb-cmek/cmek-f78b7feb-b6cf-4396-9d7f-494982d7d81e";
  public static final String ALIAS = "alias/cmek/f78b7feb-b6cf-4396-9d7f-494982d7d81e";
  public static final Map<String, String> TAGS =
      Map.of("cmek:managed-by", "cmek-functions", "cmek:cluster", CLUSTER.value());

  /// One region, unprotected as yet.
  public static Example of(KeyStrategy strategy, AccessGrant grant) {
    return new Example(
        strategy, grant, List.of("eu-west-1"), Map.of("team", "payments"), false, false, false);
  }

  public Example in(String... names) {
    return new Example(strategy, grant, List.of(names), labels, guarded, dryRun, repair);
  }

  public Example granted(AccessGrant other) {
    return new Example(strategy, other, regions, labels, guarded, dryRun, repair);
  }

  public Example labelled(Map<String, String> others) {
    return new Example(strategy, grant, regions, others, guarded, dryRun, repair);
  }

  public Example protectedAlready() {
    return new Example(strategy, grant, regions, labels, true, dryRun, repair);
  }

  public Example foretelling() {
    return new Example(strategy, grant, regions, labels, guarded, true, repair);
  }

  public Example repairing() {
    return new Example(strategy, grant, regions, labels, guarded, dryRun, true);
  }

  public Run run() {
    return new Run(
        "a".repeat(64),
        CLUSTER,
        "//onboarding.example/clusters",
        "event-1",
        1,
        "provision-1",
        NOW,
        NOW.plus(Duration.ofHours(3)),
        dryRun,
        repair,
        false);
  }

  public OnboardingRequest request() {
    return new OnboardingRequest(
        CLUSTER, strategy, null, grant, true, dryRun, 365, labels, List.of(), null);
  }

  public Cluster cluster() {
    return new Cluster(
        CLUSTER,
        "orders-prod",
        "ADVANCED",
        "AWS",
        "CREATED",
        "UNSPECIFIED",
        VENDOR_ACCOUNT,
        regions.stream().map(r -> new Region(r, r.equals(regions.getFirst()))).toList(),
        NOW.minus(Duration.ofDays(2)));
  }

  public StepResult<Target> target() {
    Plan plan =
        Plan.of(cluster(), CloudProvider.AWS, strategy, regions.getFirst(), FakeAws.NAMING)
            .orElseThrow();
    return new StepResult<>(
        new Target(
            CLUSTER,
            "orders-prod",
            VENDOR_ACCOUNT,
            EXTERNAL_ID,
            regions,
            NOW.minus(Duration.ofDays(2)),
            guarded,
            true,
            "",
            plan),
        List.of());
  }
}
