package dev.cmek.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.simulator.access.CloudAccess;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Everything that the API and the admin door share: clusters, settings, clock, logs.
final class World {
  private final InstantSource clock;
  private final Map<String, CloudAccess> clouds;
  private final Map<String, SimulatedCluster> clusters = new ConcurrentHashMap<>();
  private final RequestLog requests = new RequestLog();
  private final AuditLog auditLog = new AuditLog();
  private Settings settings = Settings.defaults();

  World(InstantSource clock, Map<String, CloudAccess> clouds) {
    this.clock = clock;
    this.clouds = clouds;
  }

  /// Where the vendor tries keys of clusters of this `cloud_provider`; empty if it can't.
  Optional<CloudAccess> cloud(String provider) {
    return Optional.ofNullable(clouds.get(provider));
  }

  Instant now() {
    return clock.instant();
  }

  RequestLog requests() {
    return requests;
  }

  AuditLog auditLog() {
    return auditLog;
  }

  synchronized Settings settings() {
    return settings;
  }

  synchronized void change(ObjectNode someSettings) {
    settings = settings.changedBy(someSettings);
  }

  /// The first fault that fits the request, used once more by this.
  synchronized Optional<Fault> takeFault(String method, String path) {
    Optional<Fault> taken =
        settings.faults().stream().filter(fault -> fault.fits(method, path)).findFirst();
    if (taken.isPresent()) {
      List<Fault> left = new ArrayList<>(settings.faults());
      int place = left.indexOf(taken.get());
      if (taken.get().timesLeft() > 1) {
        left.set(place, taken.get().usedOnce());
      } else {
        left.remove(place);
      }
      settings = settings.changedBy(Json.object().set("faults", Json.tree(left)));
    }
    return taken;
  }

  Collection<SimulatedCluster> clusters() {
    return clusters.values();
  }

  /// @throws ApiError if there is none
  SimulatedCluster cluster(String id) {
    SimulatedCluster cluster = clusters.get(id);
    if (cluster == null) {
      throw ApiError.notFound("internal call failed: cluster '" + id + "' not found");
    }
    return cluster;
  }

  /// Adds a cluster, in place of one with the same id. Its `organization_id`, if it has one,
  /// becomes the organization that all API keys belong to.
  ObjectNode put(ObjectNode given) {
    SimulatedCluster cluster = new SimulatedCluster(checked(given));
    if (cluster.advanced()) {
      cloud(cluster.provider()).ifPresent(cloud -> host(cluster, cloud));
    }
    clusters.put(cluster.id(), cluster);
    return cluster.json();
  }

  private static void host(SimulatedCluster cluster, CloudAccess cloud) {
    try {
      cloud.host(cluster.id(), cluster.accountId());
    } catch (IllegalArgumentException e) {
      throw ApiError.invalid(String.valueOf(e.getMessage()));
    }
  }

  /// Replaces members of a cluster from outside, as the vendor's own jobs would.
  ObjectNode patch(String id, ObjectNode members) {
    SimulatedCluster cluster = cluster(id);
    synchronized (cluster) {
      cluster.settle(now());
      ObjectNode body = cluster.body();
      if (members.has("state")) {
        body.remove("deleted_at");
      }
      body.setAll(members);
      if (!body.path("id").asText().equals(id)) {
        throw ApiError.invalid("id can't be changed");
      }
      cluster.replaceBody(checked(body));
      return cluster.json();
    }
  }

  /// Makes every revoked key of the cluster usable again, as the vendor's support would.
  ObjectNode restore(String id) {
    SimulatedCluster cluster = cluster(id);
    synchronized (cluster) {
      cluster.settle(now());
      if (cluster.cmekStatus() != CmekStatus.REVOKED) {
        throw ApiError.failedPrecondition("CMEK of cluster " + id + " is not REVOKED");
      }
      cluster.restore(now());
      return cluster.cmekJson(settings().keyInfoOrder());
    }
  }

  void remove(String id) {
    clusters.remove(cluster(id).id());
  }

  void removeAll() {
    clusters.clear();
  }

  private ObjectNode checked(ObjectNode given) {
    ObjectNode withoutOrganization = given.deepCopy();
    var organization = withoutOrganization.remove("organization_id");
    ObjectNode body = ClusterBody.checked(withoutOrganization, now());
    if (organization != null && !organization.isNull()) {
      if (!organization.isTextual() || organization.asText().isBlank()) {
        throw ApiError.invalid("organization_id must be a string");
      }
      change(Json.object().set("organizationId", organization));
    }
    return body;
  }
}
