package dev.cmek.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A cluster with its CMEK state and the one long operation that may be running on it.
///
/// Callers hold its monitor from their first question to their last change, and call [#settle]
/// first.
final class SimulatedCluster {
  private ObjectNode body;
  private final SortedMap<String, CmekRegion> cmek = new TreeMap<>();
  private @Nullable Operation operation;

  SimulatedCluster(ObjectNode body) {
    this.body = body;
  }

  /// Applies what is due by the clock.
  void settle(Instant now) {
    cmek.values().forEach(region -> region.settle(now));
    if (operation == null || operation.doneAt().isAfter(now)) {
      return;
    }
    boolean failed = cmek.values().stream().anyMatch(region -> region.status().failed());
    body.put("operation_status", failed ? "CRDB_CMEK_OPERATION_FAILED" : "UNSPECIFIED");
    body.put("updated_at", operation.doneAt().toString());
    operation = null;
  }

  String id() {
    return body.path("id").asText();
  }

  String name() {
    return body.path("name").asText();
  }

  String provider() {
    return body.path("cloud_provider").asText();
  }

  String accountId() {
    return body.path("account_id").asText();
  }

  String state() {
    return operation == null ? body.path("state").asText() : "LOCKED";
  }

  String plan() {
    return body.path("plan").asText();
  }

  boolean advanced() {
    return plan().equals("ADVANCED");
  }

  boolean isPrivate() {
    return body.path("network_visibility").asText().equals("PRIVATE");
  }

  Instant createdAt() {
    return Instant.parse(body.path("created_at").asText());
  }

  /// The names of its regions, sorted.
  Set<String> regionNames() {
    Set<String> names = new TreeSet<>();
    body.path("regions").forEach(region -> names.add(region.path("name").asText()));
    return names;
  }

  ArrayNode regions() {
    return (ArrayNode) body.get("regions");
  }

  /// The cluster as the API shows it.
  ObjectNode json() {
    ObjectNode json = body.deepCopy();
    json.put("state", state());
    if (operation != null) {
      json.put("operation_status", operation.status());
    }
    json.putIfAbsent("deleted_at", json.nullNode());
    return json;
  }

  /// The cluster as it was put in, for changing it from outside.
  ObjectNode body() {
    return body.deepCopy();
  }

  void replaceBody(ObjectNode newBody) {
    body = newBody;
    cmek.keySet().retainAll(regionNames());
  }

  boolean cmekEverUsed() {
    return !cmek.isEmpty();
  }

  /// Any failure wins, then any work, then the state that its regions share.
  CmekStatus cmekStatus() {
    List<CmekStatus> all = cmek.values().stream().map(CmekRegion::status).toList();
    return all.stream()
        .filter(CmekStatus::failed)
        .findFirst()
        .or(() -> all.stream().filter(CmekStatus::working).findFirst())
        .or(() -> all.stream().max(Comparator.naturalOrder()))
        .orElse(CmekStatus.DISABLED);
  }

  CmekStatus cmekStatus(String region) {
    CmekRegion found = cmek.get(region);
    return found == null ? CmekStatus.DISABLED : found.status();
  }

  ObjectNode cmekJson(Settings.KeyInfoOrder order) {
    ArrayNode infos = Json.array();
    cmek.values().forEach(region -> infos.add(region.json(order)));
    return Json.object().put("status", cmekStatus().name()).set("region_infos", infos);
  }

  /// Begins to turn each region of the specs to its key, one region after the other.
  ///
  /// @param failures what will go wrong, by region
  /// @param rewrap whether a region that uses its key already is turned to it again
  /// @return when the last region is done
  Instant turnTo(
      Map<String, RegionSpec.KeySpec> specs,
      Map<String, String> failures,
      boolean rewrap,
      Instant now,
      Duration perRegion) {
    Instant doneAt = now;
    for (var spec : new TreeMap<>(specs).entrySet()) {
      CmekRegion region = cmek.computeIfAbsent(spec.getKey(), CmekRegion::new);
      if (rewrap || !region.uses(spec.getValue())) {
        doneAt = doneAt.plus(perRegion);
        region.turnTo(spec.getValue(), now, doneAt, failures.get(spec.getKey()));
      }
    }
    return doneAt;
  }

  /// Begins to revoke every region's key.
  ///
  /// @return when the last region is done
  Instant revoke(Instant now, Duration perRegion) {
    Instant doneAt = now;
    for (CmekRegion region : cmek.values()) {
      doneAt = doneAt.plus(perRegion);
      region.revoke(now, doneAt);
    }
    return doneAt;
  }

  void restore(Instant now) {
    cmek.values().forEach(region -> region.restore(now));
  }

  /// Sets the nodes of every region: adds those that are new, drops those that are left out.
  void scale(Map<String, Integer> nodes) {
    ArrayNode scaled = Json.array();
    Set<String> present = regionNames();
    for (JsonNode region : regions()) {
      Integer count = nodes.get(region.path("name").asText());
      if (count != null) {
        scaled.add(((ObjectNode) region).put("node_count", count));
      }
    }
    nodes.forEach((name, count) -> {
      if (!present.contains(name)) {
        scaled.add(ClusterBody.region(name(), name, count));
      }
    });
    body.set("regions", scaled);
    cmek.keySet().retainAll(nodes.keySet());
  }

  /// Sets the members of `config.dedicated` that are not null.
  void resize(ObjectNode dedicated) {
    setFilled(body.withObjectProperty("config").withObjectProperty("dedicated"), dedicated);
  }

  /// Sets the members of the region that are not null.
  void resize(String name, ObjectNode members) {
    for (JsonNode region : regions()) {
      if (region.path("name").asText().equals(name)) {
        setFilled((ObjectNode) region, members);
      }
    }
  }

  private static void setFilled(ObjectNode target, ObjectNode members) {
    members
        .properties()
        .forEach(member -> {
          if (!member.getValue().isNull()) {
            target.set(member.getKey(), member.getValue());
          }
        });
  }

  /// Is locked by an operation until it is done.
  void lock(String operationStatus, Instant now, Instant doneAt) {
    operation = new Operation(operationStatus, doneAt);
    settle(now);
  }

  /// Sets members of the cluster that take effect at once.
  void set(ObjectNode members, Instant now) {
    body.setAll(members);
    body.put("updated_at", now.toString());
  }

  private record Operation(String status, Instant doneAt) {}
}
