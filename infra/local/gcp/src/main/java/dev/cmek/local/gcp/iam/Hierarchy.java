package dev.cmek.local.gcp.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a resource is in. Names say it themselves, but for buckets.
public final class Hierarchy {

  private final Map<String, String> buckets = new ConcurrentHashMap<>();

  /// Says which project a bucket is in.
  ///
  /// @param bucket such as `buckets/b`
  public void place(String bucket, String project) {
    buckets.put(bucket, "projects/" + project);
  }

  /// A resource and what it is in, the project last: for
  /// `projects/p/locations/l/keyRings/r/cryptoKeys/k` the key, the ring, (the location,) the
  /// project.
  public List<String> path(String resource) {
    List<String> path = new ArrayList<>();
    String inside = resource;
    if (resource.startsWith("buckets/")) {
      path.add(resource);
      String project = buckets.get(resource);
      if (project == null) {
        throw new IllegalArgumentException("nobody said which project has " + resource);
      }
      inside = project;
    }
    if (!inside.matches("projects/[^/]+(/[^/]+/[^/]+)*")) {
      throw new IllegalArgumentException("not a resource: " + inside);
    }
    List<String> parts = List.of(inside.split("/", -1));
    for (int length = parts.size(); length >= 2; length -= 2) {
      path.add(String.join("/", parts.subList(0, length)));
    }
    return path;
  }

  /// The id of the project that a resource is in.
  public String project(String resource) {
    return path(resource).getLast().substring("projects/".length());
  }
}
