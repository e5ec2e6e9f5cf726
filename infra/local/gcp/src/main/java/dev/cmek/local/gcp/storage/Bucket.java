package dev.cmek.local.gcp.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A bucket with all versions of its objects. A request is one step for all others.
final class Bucket {

  /// What a bucket was created with.
  ///
  /// @param publicAccessPrevention `enforced` or `inherited`
  /// @param retention how old a version must be before it can be deleted or lost by overwriting;
  ///   zero for no policy
  record Settings(
      String name,
      String project,
      String location,
      boolean versioned,
      boolean uniformAccess,
      String publicAccessPrevention,
      Duration retention,
      Map<String, String> labels) {

    Settings {
      labels = Map.copyOf(labels);
    }
  }

  /// An upload.
  record Upload(String name, String contentType, Map<String, String> metadata, ByteString content) {

    Upload {
      metadata = Map.copyOf(metadata);
    }
  }

  private final Settings settings;
  private final Instant created;
  private final InstantSource clock;

  /// By name, the versions of an object from the oldest on; at most the last one is live.
  private final SortedMap<String, List<StoredObject>> objects = new TreeMap<>();

  private long lastGeneration;

  Bucket(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.created = now();
  }

  Settings settings() {
    return settings;
  }

  /// Writes a new live version.
  ///
  /// @param overwriting asked before a live version is replaced
  synchronized StoredObject insert(Upload upload, Precondition precondition, Runnable overwriting) {
    Optional<StoredObject> live = live(upload.name());
    if (!precondition.holds(live)) {
      throw StorageFault.conditionNotMet();
    }
    live.ifPresent(old -> {
      overwriting.run();
      retire(old);
    });
    Instant now = now();
    lastGeneration = Math.max(lastGeneration + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
    StoredObject written =
        new StoredObject(
            settings.name(),
            upload.name(),
            lastGeneration,
            upload.contentType(),
            upload.metadata(),
            upload.content(),
            now,
            Optional.empty());
    objects.computeIfAbsent(upload.name(), _ -> new ArrayList<>()).add(written);
    return written;
  }

  /// Finds a version.
  ///
  /// @param generation empty for the live one
  synchronized Optional<StoredObject> find(String name, Optional<Long> generation) {
    return generation.isEmpty()
        ? live(name)
        : versions(name).stream().filter(v -> v.generation() == generation.get()).findFirst();
  }

  /// Deletes a version for good if its generation is given or the bucket has no versions; else the
  /// live version becomes noncurrent.
  synchronized void delete(String name, Optional<Long> generation, Precondition precondition) {
    StoredObject found =
        find(name, generation).orElseThrow(() -> StorageFault.noObject(settings.name(), name));
    if (!precondition.holds(Optional.of(found))) {
      throw StorageFault.conditionNotMet();
    }
    if (generation.isEmpty()) {
      retire(found);
    } else {
      remove(found);
    }
  }

  /// The versions whose names begin with the prefix, by name, then from the oldest on.
  ///
  /// @param all noncurrent ones too
  synchronized List<StoredObject> list(String prefix, boolean all) {
    return objects.tailMap(prefix).entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(prefix))
        .flatMap(entry -> entry.getValue().stream())
        .filter(version -> all || version.noncurrentSince().isEmpty())
        .toList();
  }

  /// The resource as the JSON API shows it ("Cloud Storage JSON API: Buckets").
  ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", "storage#bucket")
            .put("id", settings.name())
            .put("name", settings.name())
            .put("location", settings.location())
            .put("storageClass", "STANDARD")
            .put("metageneration", "1")
            .put("etag", "CAE=")
            .put("timeCreated", created.toString())
            .put("updated", created.toString());
    json.putObject("versioning").put("enabled", settings.versioned());
    ObjectNode access = json.putObject("iamConfiguration");
    access.putObject("uniformBucketLevelAccess").put("enabled", settings.uniformAccess());
    access.put("publicAccessPrevention", settings.publicAccessPrevention());
    if (!settings.retention().isZero()) {
      json.putObject("retentionPolicy")
          .put("retentionPeriod", Long.toString(settings.retention().toSeconds()))
          .put("effectiveTime", created.toString());
    }
    if (!settings.labels().isEmpty()) {
      ObjectNode labels = json.putObject("labels");
      settings.labels().forEach(labels::put);
    }
    return json;
  }

  private void retire(StoredObject live) {
    if (!settings.versioned()) {
      remove(live);
      return;
    }
    List<StoredObject> versions = versions(live.name());
    versions.set(versions.size() - 1, live.noncurrent(now()));
  }

  private void remove(StoredObject version) {
    if (now().isBefore(version.created().plus(settings.retention()))) {
      throw StorageFault.retained(settings.name(), version.name());
    }
    List<StoredObject> versions = versions(version.name());
    versions.remove(version);
    if (versions.isEmpty()) {
      objects.remove(version.name());
    }
  }

  private Optional<StoredObject> live(String name) {
    return versions(name).stream().filter(v -> v.noncurrentSince().isEmpty()).findFirst();
  }

  private List<StoredObject> versions(String name) {
    return objects.getOrDefault(name, List.of());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
