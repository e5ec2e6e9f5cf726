package dev.cmek.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The calls on clusters that are not about their CMEK, except that a region added to a cluster
/// with CMEK must bring its key.
final class ClusterCalls {
  private static final int LEAST_NODES = 3;
  private static final Map<String, List<String>> REGIONS =
      Map.of(
          "AWS",
          List.of(
              "ap-northeast-1",
              "ap-south-1",
              "ap-southeast-1",
              "ap-southeast-2",
              "ca-central-1",
              "eu-central-1",
              "eu-north-1",
              "eu-west-1",
              "eu-west-2",
              "sa-east-1",
              "us-east-1",
              "us-east-2",
              "us-west-1",
              "us-west-2"),
          "GCP",
          List.of(
              "asia-east1",
              "asia-northeast1",
              "asia-southeast1",
              "australia-southeast1",
              "europe-west1",
              "europe-west3",
              "us-central1",
              "us-east1",
              "us-east4",
              "us-west2"),
          "AZURE",
          List.of("centralindia", "eastus2", "germanywestcentral", "northeurope", "westus2"));

  private final World world;
  private final CmekCalls cmek;

  ClusterCalls(World world, CmekCalls cmek) {
    this.world = world;
    this.cmek = cmek;
  }

  ObjectNode list(Map<String, String> query) {
    boolean showInactive = bool("show_inactive", query);
    Optional<Instant> asOf = time("pagination.as_of_time", query);
    List<ObjectNode> found = new ArrayList<>();
    for (SimulatedCluster cluster : world.clusters()) {
      synchronized (cluster) {
        cluster.settle(world.now());
        if ((showInactive || active(cluster))
            && (asOf.isEmpty() || !cluster.createdAt().isAfter(asOf.get()))) {
          found.add(cluster.json());
        }
      }
    }
    found.sort(order(query));
    return Page.asked(query, world.settings().pageSize()).of("clusters", found);
  }

  private static boolean active(SimulatedCluster cluster) {
    return !Set.of("DELETED", "CREATION_FAILED").contains(cluster.state());
  }

  private static Comparator<ObjectNode> order(Map<String, String> query) {
    String member =
        switch (query.getOrDefault("pagination.sort_by", "NAME")) {
          case "NAME" -> "name";
          case "CREATED_AT" -> "created_at";
          case "DELETED_AT" -> "deleted_at";
          default -> throw ApiError.invalid("pagination.sort_by is NAME, CREATED_AT or DELETED_AT");
        };
    Comparator<ObjectNode> ascending =
        Comparator.<ObjectNode, String>comparing(cluster -> cluster.path(member).asText())
            .thenComparing(cluster -> cluster.path("id").asText());
    return descending("pagination.sort_order", query) ? ascending.reversed() : ascending;
  }

  ObjectNode nodes(SimulatedCluster cluster, Map<String, String> query) {
    String wanted = query.getOrDefault("region_name", "");
    if (!wanted.isEmpty() && !cluster.regionNames().contains(wanted)) {
      throw ApiError.invalid("the cluster has no region " + wanted);
    }
    List<ObjectNode> nodes = new ArrayList<>();
    int number = 0;
    for (JsonNode region : cluster.regions()) {
      String name = region.path("name").asText();
      String status = live(cluster.cmekStatus(name)) ? "LIVE" : "NOT_READY";
      for (int i = 0; i < region.path("node_count").asInt(); i++) {
        ObjectNode node =
            Json.object()
                .put("name", "cockroachdb-" + number++)
                .put("region_name", name)
                .put("status", status);
        if (wanted.isEmpty() || wanted.equals(name)) {
          nodes.add(node);
        }
      }
    }
    return Page.asked(query, world.settings().pageSize()).of("nodes", nodes);
  }

  private static boolean live(CmekStatus status) {
    return !status.working() && status != CmekStatus.REVOKED;
  }

  ObjectNode availableRegions(Map<String, String> query) {
    String provider = query.getOrDefault("provider", "");
    List<String> names =
        provider.isEmpty()
            ? REGIONS.values().stream().flatMap(List::stream).sorted().toList()
            : REGIONS.get(provider);
    if (names == null) {
      throw ApiError.invalid("provider is AWS, GCP or AZURE");
    }
    return Page.asked(query, world.settings().pageSize())
        .of("regions", names.stream().map(Json.object()::textNode).toList());
  }

  ObjectNode organization() {
    ObjectNode organization =
        Json.object()
            .put("id", world.settings().organizationId())
            .put("label", "simulated")
            .put("name", "Simulated organization")
            .put("created_at", "2024-03-01T09:30:00.123456Z");
    return organization.putNull("cockroach_cloud_service_principals");
  }

  ObjectNode auditLog(Map<String, String> query) {
    return world
        .auditLog()
        .read(
            time("starting_from", query),
            descending("sort_order", query),
            Page.wholeNumber("limit", query.getOrDefault("limit", "0")));
  }

  ObjectNode patch(SimulatedCluster cluster, String body) {
    Update update = Json.read(body, Update.class);
    update.requireSimulated(cluster);
    cmek.requireUnlocked(cluster);
    if (update.dedicated() != null) {
      scale(cluster, update.dedicated());
    }
    cluster.set(update.immediate(), world.now());
    return cluster.json();
  }

  private void scale(SimulatedCluster cluster, Dedicated wanted) {
    if (!cluster.advanced()) {
      throw ApiError.invalid("dedicated is only for plan ADVANCED");
    }
    Map<String, Integer> nodes = nodes(cluster, wanted);
    wanted.requireFittingMachines(nodes.keySet());
    Map<String, RegionSpec.KeySpec> keys =
        CmekCalls.byRegion(wanted.cmekRegionSpecs() == null ? List.of() : wanted.cmekRegionSpecs());
    Set<String> added = new TreeSet<>(nodes.keySet());
    added.removeAll(cluster.regionNames());
    requireKeys(cluster, added, keys);
    Map<String, String> failures = cmek.failures(cluster, keys);

    Instant now = world.now();
    var perRegion = world.settings().enableDuration();
    cluster.scale(nodes);
    if (wanted.hardware() != null) {
      cluster.resize(wanted.hardware().config());
    }
    if (wanted.regionMachineSpecs() != null) {
      wanted
          .regionMachineSpecs()
          .forEach((region, machine) -> cluster.resize(region, machine.members()));
    }
    Instant keysDoneAt = cluster.turnTo(keys, failures, false, now, perRegion);
    Instant nodesDoneAt = now.plus(perRegion);
    cluster.lock(
        "CRDB_SCALE_RUNNING", now, keysDoneAt.isAfter(nodesDoneAt) ? keysDoneAt : nodesDoneAt);
  }

  private static Map<String, Integer> nodes(SimulatedCluster cluster, Dedicated wanted) {
    Map<String, Integer> nodes = new TreeMap<>();
    if (wanted.regionNodes() == null || wanted.regionNodes().isEmpty()) {
      cluster
          .regions()
          .forEach(
              region -> nodes.put(region.path("name").asText(), region.path("node_count").asInt()));
      return nodes;
    }
    wanted
        .regionNodes()
        .forEach((region, count) -> {
          if (!REGIONS.getOrDefault(cluster.provider(), List.of()).contains(region)
              && !cluster.regionNames().contains(region)) {
            throw ApiError.invalid("there is no region " + region + " on " + cluster.provider());
          }
          if (count == null || count < LEAST_NODES) {
            throw ApiError.invalid(
                "region " + region + " needs at least " + LEAST_NODES + " nodes");
          }
          nodes.put(region, count);
        });
    return nodes;
  }

  private void requireKeys(
      SimulatedCluster cluster, Set<String> added, Map<String, RegionSpec.KeySpec> keys) {
    for (String region : keys.keySet()) {
      if (!added.contains(region)) {
        throw ApiError.invalid(
            "cmek_region_specs may only name new regions, which " + region + " is not");
      }
    }
    boolean protectedByCmek = cluster.cmekStatus() != CmekStatus.DISABLED;
    if (protectedByCmek && !keys.keySet().containsAll(added)) {
      throw ApiError.invalid(
          "the cluster has CMEK: a new region needs a spec in cmek_region_specs");
    }
    if (!protectedByCmek && !keys.isEmpty()) {
      throw ApiError.failedPrecondition("CMEK is not enabled on this cluster");
    }
    if (protectedByCmek && !added.isEmpty()) {
      cmek.requireReady(cluster);
    }
  }

  private static boolean bool(String name, Map<String, String> query) {
    return switch (query.getOrDefault(name, "false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw ApiError.invalid(name + " is true or false");
    };
  }

  private static boolean descending(String name, Map<String, String> query) {
    return switch (query.getOrDefault(name, "ASC")) {
      case "ASC" -> false;
      case "DESC" -> true;
      default -> throw ApiError.invalid(name + " is ASC or DESC");
    };
  }

  private static Optional<Instant> time(String name, Map<String, String> query) {
    try {
      return Optional.ofNullable(query.get(name)).map(Instant::parse);
    } catch (DateTimeParseException _) {
      throw ApiError.invalid(name + " must be a time such as 2026-01-31T12:00:00Z");
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  private record Update(
      @Nullable Dedicated dedicated,
      @Nullable JsonNode serverless,
      @Nullable String plan,
      @Nullable Map<String, String> labels,
      @Nullable String parentId,
      @Nullable Protection deleteProtection,
      @Nullable String cockroachVersion,
      @Nullable String upgradeStatus) {

    void requireSimulated(SimulatedCluster cluster) {
      if (serverless != null
          || (plan != null && !plan.equals(cluster.plan()))
          || cockroachVersion != null
          || upgradeStatus != null) {
        throw ApiError.unimplemented(
            "the simulator does not change serverless, plan, cockroach_version, upgrade_status");
      }
    }

    ObjectNode immediate() {
      ObjectNode members = Json.object();
      if (labels != null) {
        members.set("labels", Json.tree(labels));
      }
      if (parentId != null) {
        members.put("parent_id", parentId);
      }
      if (deleteProtection != null) {
        members.put("delete_protection", deleteProtection.name());
      }
      return members;
    }
  }

  private enum Protection {
    ENABLED,
    DISABLED
  }

  @JsonNaming(SnakeCaseStrategy.class)
  private record Dedicated(
      @Nullable Map<String, @Nullable Integer> regionNodes,
      @Nullable List<@Nullable RegionSpec> cmekRegionSpecs,
      @Nullable Hardware hardware,
      @Nullable Map<String, Machine> regionMachineSpecs) {

    void requireFittingMachines(Set<String> regions) {
      if (regionMachineSpecs != null && !regions.containsAll(regionMachineSpecs.keySet())) {
        throw ApiError.invalid("region_machine_specs names regions other than " + regions);
      }
      if (regionMachineSpecs != null && hardware != null && hardware.machineSpec() != null) {
        throw ApiError.invalid("region_machine_specs and hardware.machine_spec exclude each other");
      }
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  private record Hardware(
      @Nullable Machine machineSpec, @Nullable Integer storageGib, @Nullable Integer diskIops) {

    /// The members of `config.dedicated` that it sets; null for those that it leaves.
    ObjectNode config() {
      return Json.object()
          .put("machine_type", machineSpec == null ? null : machineSpec.machineType())
          .put("num_virtual_cpus", machineSpec == null ? null : machineSpec.numVirtualCpus())
          .put("storage_gib", storageGib)
          .put("disk_iops", diskIops);
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  private record Machine(@Nullable String machineType, @Nullable Integer numVirtualCpus) {

    /// The members of a region that it sets; null for those that it leaves.
    ObjectNode members() {
      return Json.object().put("machine_type", machineType).put("num_virtual_cpus", numVirtualCpus);
    }
  }
}
