package dev.cmek.gcp;

import dev.cmek.gcp.project.FakeGcp;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.Region;
import dev.cmek.shared.gcp.ServiceAccountEmail;
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
    List<String> regions,
    Map<String, String> labels,
    String vendorProject,
    boolean guarded,
    boolean dryRun,
    boolean repair) {

  public static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  public static final ClusterId CLUSTER = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");
  public static final String VENDOR_PROJECT = "crl-prod-abc";
  public static final String VENDOR =
      "serviceAccount:crl-kms-user-494982d7d81e@crl-prod-abc.iam.gserviceaccount.com";
  public static final ServiceAccountEmail ACCOUNT =
      ServiceAccountEmail.parse("cmek-f78b7feb-494982d7d81e@keys-prod.iam.gserviceaccount.com");
  public static final String MEMBER = "serviceAccount:" + ACCOUNT;
  public static final String DESCRIPTION =
      "cmek-functions cluster=f78b7feb-b6cf-4396-9d7f-494982d7d81e";
  public static final String KEY =
      "keyRings/cmek-f78b7feb-b6cf-4396-9d7f-494982d7d81e/cryptoKeys/cmek";
  public static final Map<String, String> LABELS =
      Map.of("cmek-managed-by", "cmek-functions", "cmek-cluster", CLUSTER.value());

  /// One region, unprotected as yet.
  public static Example of(KeyStrategy strategy) {
    return new Example(
        strategy,
        List.of("europe-west1"),
        Map.of("team", "payments"),
        VENDOR_PROJECT,
        false,
        false,
        false);
  }

  public Example in(String... names) {
    return new Example(strategy, List.of(names), labels, vendorProject, guarded, dryRun, repair);
  }

  public Example labelled(Map<String, String> others) {
    return new Example(strategy, regions, others, vendorProject, guarded, dryRun, repair);
  }

  public Example hostedIn(String project) {
    return new Example(strategy, regions, labels, project, guarded, dryRun, repair);
  }

  public Example protectedAlready() {
    return new Example(strategy, regions, labels, vendorProject, true, dryRun, repair);
  }

  public Example foretelling() {
    return new Example(strategy, regions, labels, vendorProject, guarded, true, repair);
  }

  public Example repairing() {
    return new Example(strategy, regions, labels, vendorProject, guarded, dryRun, true);
  }

  public Run run() {
    return new Run(
        "a".repeat(64),
        CLUSTER,
        "//onboarding.example/clusters",
        "event-1",
        1,
        "cmek-provision/5f0c",
        NOW,
        NOW.plus(Duration.ofHours(3)),
        dryRun,
        repair,
        false);
  }

  public OnboardingRequest request() {
    return new OnboardingRequest(
        CLUSTER,
        strategy,
        null,
        AccessGrant.ROLE_POLICY,
        true,
        dryRun,
        365,
        labels,
        List.of(),
        null);
  }

  public StepResult<Target> target() {
    Cluster cluster =
        new Cluster(
            CLUSTER,
            "orders-prod",
            "ADVANCED",
            "GCP",
            "CREATED",
            "UNSPECIFIED",
            vendorProject,
            regions.stream().map(r -> new Region(r, r.equals(regions.getFirst()))).toList(),
            NOW.minus(Duration.ofDays(2)));
    String keyRegion = Plan.defaultKeyRegion(cluster, CloudProvider.GCP, strategy);
    Plan plan =
        Plan.of(cluster, CloudProvider.GCP, strategy, keyRegion, FakeGcp.NAMING).orElseThrow();
    return new StepResult<>(
        new Target(
            CLUSTER,
            "orders-prod",
            vendorProject,
            "9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b",
            regions,
            NOW.minus(Duration.ofDays(2)),
            guarded,
            true,
            "",
            plan),
        List.of());
  }
}
