package dev.cmek.simulator;

import dev.cmek.simulator.access.CloudAccess;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;

/// A CockroachDB Cloud API of one's own: stateful, over HTTP on 127.0.0.1, with an admin door
/// beside it. Bodies are JSON as the admin door takes them; whatever it refuses is an
/// [IllegalArgumentException] naming the field.
public final class CloudApiSimulator implements AutoCloseable {
  private final World world;
  private final ApiKeys keys;
  private final Collection<CloudAccess> clouds;
  private final LoopbackServer api;
  private final LoopbackServer admin;

  private CloudApiSimulator(
      World world,
      ApiKeys keys,
      Collection<CloudAccess> clouds,
      LoopbackServer api,
      LoopbackServer admin) {
    this.world = world;
    this.keys = keys;
    this.clouds = clouds;
    this.api = api;
    this.admin = admin;
  }

  /// Starts both servers.
  ///
  /// @throws IOException if a port is taken
  public static CloudApiSimulator start(SimulatorOptions options) throws IOException {
    World world = new World(options.clock(), options.clouds());
    ApiDoor door = new ApiDoor(world, options.keys());
    LoopbackServer api = LoopbackServer.start(options.port(), door);
    try {
      LoopbackServer admin = LoopbackServer.start(options.adminPort(), new AdminDoor(world));
      return new CloudApiSimulator(world, options.keys(), options.clouds().values(), api, admin);
    } catch (IOException e) {
      api.close();
      throw e;
    }
  }

  /// The API's base URL, without `/api/v1`.
  public URI url() {
    return api.url();
  }

  public URI adminUrl() {
    return admin.url();
  }

  public ApiKeys keys() {
    return keys;
  }

  /// Adds a cluster, in place of one with the same id: a Cluster as the API shows it, and its
  /// `organization_id`, which becomes the organization that all API keys belong to.
  public void addCluster(String json) {
    accept(() -> {
      var _ = world.put(Json.readObject(json));
    });
  }

  /// Replaces members of a cluster, such as `{"state":"LOCKED"}` or all its `regions`.
  public void changeCluster(String id, String json) {
    accept(() -> {
      var _ = world.patch(id, Json.readObject(json));
    });
  }

  /// Changes the settings that the JSON names, such as `{"propagationDelay":"PT1M"}`.
  public void settings(String json) {
    accept(() -> world.change(Json.readObject(json)));
  }

  public Settings settings() {
    return world.settings();
  }

  /// What came in over the API since the start or [#forgetRequests], the oldest first.
  public List<RecordedRequest> requests() {
    return world.requests().all();
  }

  public void forgetRequests() {
    world.requests().clear();
  }

  private static void accept(Runnable change) {
    try {
      change.run();
    } catch (ApiError e) {
      throw new IllegalArgumentException(e.text(), e);
    }
  }

  @Override
  public void close() {
    api.close();
    admin.close();
    clouds.forEach(CloudAccess::close);
  }
}
