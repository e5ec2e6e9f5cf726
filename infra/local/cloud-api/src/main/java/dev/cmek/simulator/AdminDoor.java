package dev.cmek.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// The door for whoever runs the simulation: clusters, settings and the record of requests. It asks
/// for no key, since only this machine reaches it.
final class AdminDoor implements LoopbackServer.Door {
  private final World world;

  AdminDoor(World world) {
    this.world = world;
  }

  @Override
  public Reply answer(Call call) {
    try {
      return Reply.json(200, route(call));
    } catch (ApiError e) {
      return Reply.error(e);
    }
  }

  private JsonNode route(Call call) {
    List<String> parts = call.parts();
    String id = parts.size() > 1 ? parts.get(1) : "";
    String route = parts.getFirst() + (parts.size() > 1 ? "/{id}" : "");
    if (parts.size() > 2) {
      route += "/" + String.join("/", parts.subList(2, parts.size()));
    }
    return switch (call.method() + " " + route) {
      case "POST clusters" -> world.put(Json.readObject(call.body()));
      case "PATCH clusters/{id}" -> world.patch(id, Json.readObject(call.body()));
      case "POST clusters/{id}/restore" -> world.restore(id);
      case "DELETE clusters/{id}" -> {
        world.remove(id);
        yield Json.object();
      }
      case "DELETE clusters" -> {
        world.removeAll();
        yield Json.object();
      }
      case "GET settings" -> Json.tree(world.settings());
      case "PUT settings" -> {
        world.change(Json.readObject(call.body()));
        yield Json.tree(world.settings());
      }
      case "GET requests" -> Json.tree(world.requests().all());
      case "DELETE requests" -> {
        world.requests().clear();
        yield Json.object();
      }
      default ->
          throw ApiError.notFound("the admin door has no " + call.method() + " " + call.path());
    };
  }
}
