package dev.cmek.simulator;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.simulator.Settings.CmekBeforeEnable;
import dev.cmek.simulator.Settings.PostOnEnabled;
import dev.cmek.simulator.access.CloudAccess;
import dev.cmek.simulator.access.CloudAccess.KeyUse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The calls on `/clusters/{id}/cmek`, and what they share with adding a region: the vendor's look
/// at the customer's keys.
final class CmekCalls {
  private final World world;

  CmekCalls(World world) {
    this.world = world;
  }

  ObjectNode get(SimulatedCluster cluster) {
    Settings settings = world.settings();
    if (!cluster.cmekEverUsed() && settings.cmekBeforeEnable() == CmekBeforeEnable.NOT_FOUND) {
      throw ApiError.notFound("CMEK is not enabled on cluster '" + cluster.id() + "'");
    }
    return cluster.cmekJson(settings.keyInfoOrder());
  }

  ObjectNode post(SimulatedCluster cluster, String body) {
    Map<String, RegionSpec.KeySpec> specs = read(body);
    requireReady(cluster);
    CmekStatus status = cluster.cmekStatus();
    boolean enables = status == CmekStatus.DISABLED || status == CmekStatus.ENABLE_FAILED;
    if (!enables && world.settings().postOnEnabled() == PostOnEnabled.REFUSE) {
      throw ApiError.invalid("CMEK is " + status + " on this cluster; update it instead");
    }
    if (enables) {
      requireEveryRegion(cluster, specs.keySet());
    }
    return turn(cluster, specs, !enables);
  }

  ObjectNode put(SimulatedCluster cluster, String body) {
    Map<String, RegionSpec.KeySpec> specs = read(body);
    requireReady(cluster);
    if (cluster.cmekStatus() == CmekStatus.DISABLED) {
      requireEveryRegion(cluster, specs.keySet());
    }
    return turn(cluster, specs, true);
  }

  ObjectNode patch(SimulatedCluster cluster, String body) {
    if (Json.read(body, Action.class).action() == null) {
      throw ApiError.invalid("action is missing");
    }
    requireReady(cluster);
    if (cluster.cmekStatus() == CmekStatus.DISABLED) {
      throw ApiError.failedPrecondition("CMEK is not enabled on this cluster");
    }
    Instant now = world.now();
    Instant doneAt = cluster.revoke(now, world.settings().enableDuration());
    cluster.lock("CRDB_CMEK_OPERATION_RUNNING", now, doneAt);
    return cluster.cmekJson(world.settings().keyInfoOrder());
  }

  private ObjectNode turn(
      SimulatedCluster cluster, Map<String, RegionSpec.KeySpec> specs, boolean rewrap) {
    Set<String> unknown = new TreeSet<>(specs.keySet());
    unknown.removeAll(cluster.regionNames());
    if (!unknown.isEmpty()) {
      throw ApiError.invalid("the cluster has no regions " + unknown);
    }
    Map<String, String> failures = failures(cluster, specs);
    Instant now = world.now();
    Instant doneAt =
        cluster.turnTo(specs, failures, rewrap, now, world.settings().enableDuration());
    cluster.lock("CRDB_CMEK_OPERATION_RUNNING", now, doneAt);
    return cluster.cmekJson(world.settings().keyInfoOrder());
  }

  /// Refuses what can't have CMEK, is busy, or was revoked.
  void requireReady(SimulatedCluster cluster) {
    if (!cluster.advanced()) {
      throw ApiError.failedPrecondition("CMEK needs a cluster of plan ADVANCED");
    }
    if (!cluster.isPrivate() && !cluster.provider().equals("AZURE")) {
      throw ApiError.failedPrecondition("CMEK needs a cluster with advanced security features");
    }
    requireUnlocked(cluster);
    if (cluster.cmekStatus() == CmekStatus.REVOKED) {
      throw ApiError.failedPrecondition(
          "the CMEK keys of this cluster are revoked; only support can restore them");
    }
  }

  void requireUnlocked(SimulatedCluster cluster) {
    switch (cluster.state()) {
      case "CREATED" -> {}
      case "LOCKED" ->
          throw ApiError.ofStatus(
              world.settings().lockError(), "couldn't lock cluster: the cluster lock is held");
      default -> throw ApiError.failedPrecondition("the cluster is in state " + cluster.state());
    }
  }

  private static void requireEveryRegion(SimulatedCluster cluster, Set<String> named) {
    Set<String> missing = new TreeSet<>(cluster.regionNames());
    missing.removeAll(named);
    if (!missing.isEmpty()) {
      throw ApiError.invalid("every region needs a key: there is no spec for " + missing);
    }
  }

  private static Map<String, RegionSpec.KeySpec> read(String body) {
    List<@Nullable RegionSpec> specs = Json.read(body, Specs.class).regionSpecs();
    if (specs == null || specs.isEmpty()) {
      throw ApiError.invalid("region_specs is missing");
    }
    return byRegion(specs);
  }

  static Map<String, RegionSpec.KeySpec> byRegion(List<@Nullable RegionSpec> specs) {
    Map<String, RegionSpec.KeySpec> byRegion = new LinkedHashMap<>();
    for (RegionSpec spec : specs) {
      if (spec == null) {
        throw ApiError.invalid("a region spec must not be null");
      }
      if (byRegion.put(spec.region(), spec.keySpec()) != null) {
        throw ApiError.invalid("region " + spec.region() + " comes twice");
      }
    }
    return byRegion;
  }

  /// Looks at each key as the vendor. What it can't use is refused at once, or is the answer's
  /// message by region, as the settings say.
  Map<String, String> failures(SimulatedCluster cluster, Map<String, RegionSpec.KeySpec> specs) {
    specs.values().forEach(spec -> requireFit(cluster, spec));
    Map<String, String> failures = new LinkedHashMap<>();
    specs.forEach((region, spec) ->
        obstacle(cluster, spec)
            .map(reason -> messageOrRefusal(spec, reason))
            .ifPresent(message -> failures.put(region, message)));
    return failures;
  }

  /// Told at once, the caller learns as little as from the real service; the reason is recorded.
  private String messageOrRefusal(RegionSpec.KeySpec spec, String reason) {
    Settings settings = world.settings();
    return switch (settings.accessFailure()) {
      case AT_ONCE ->
          throw ApiError.ofStatus(
                  settings.accessFailureStatus(),
                  "invalid argument: insufficient permissions to use the KMS key " + spec.uri())
              .because(reason);
      case LATER ->
          "Insufficient permissions to use the KMS key: "
              + reason
              + ". Grant the access, then try again.";
    };
  }

  private Optional<String> obstacle(SimulatedCluster cluster, RegionSpec.KeySpec spec) {
    return cloud(cluster)
        .obstacle(use(cluster, spec), world.now(), world.settings().propagationDelay());
  }

  private KeyUse use(SimulatedCluster cluster, RegionSpec.KeySpec spec) {
    return new KeyUse(
        cluster.id(),
        cluster.accountId(),
        world.settings().organizationId(),
        spec.uri(),
        spec.authPrincipal());
  }

  private CloudAccess cloud(SimulatedCluster cluster) {
    return world
        .cloud(cluster.provider())
        .orElseThrow(() ->
            ApiError.invalid(
                "the simulator has no cloud " + cluster.provider() + " to ask about the key"));
  }

  private void requireFit(SimulatedCluster cluster, RegionSpec.KeySpec spec) {
    String fitting =
        switch (spec.type()) {
          case AWS_KMS -> "AWS";
          case GCP_CLOUD_KMS -> "GCP";
          case AZURE_KEY_VAULT -> "AZURE";
          case NULL_KMS -> "no cloud";
        };
    if (!cluster.provider().equals(fitting)) {
      throw ApiError.invalid(
          "key type %s does not fit a cluster on %s".formatted(spec.type(), cluster.provider()));
    }
    try {
      cloud(cluster).requireFit(use(cluster, spec));
    } catch (IllegalArgumentException e) {
      throw ApiError.invalid(String.valueOf(e.getMessage()));
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  private record Specs(@Nullable List<@Nullable RegionSpec> regionSpecs) {}

  private record Action(@Nullable Verb action) {}

  private enum Verb {
    REVOKE
  }
}
