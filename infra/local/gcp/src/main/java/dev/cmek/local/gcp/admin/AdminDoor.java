package dev.cmek.local.gcp.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.iam.Calls;
import dev.cmek.local.gcp.rest.Api;
import dev.cmek.local.gcp.rest.Json;
import dev.cmek.local.gcp.settings.Fault;
import dev.cmek.local.gcp.settings.Faults;
import dev.cmek.local.gcp.settings.OrganizationPolicies;
import dev.cmek.local.gcp.settings.Settings;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Set;

/// For whoever runs this cloud: settings, faults and the record of calls. It asks nobody who they
/// are, since only this machine reaches it.
public final class AdminDoor implements Api {

  private static final Set<String> PATHS =
      Set.of("/local/settings", "/local/faults", "/local/calls");
  private static final Set<String> SETTINGS = Set.of("propagationDelay", "organizationPolicies");

  private final Settings settings;
  private final Faults faults;
  private final Calls calls;

  public AdminDoor(Settings settings, Faults faults, Calls calls) {
    this.settings = settings;
    this.faults = faults;
    this.calls = calls;
  }

  @Override
  public boolean handles(String path) {
    return PATHS.contains(path);
  }

  @Override
  public Reply answer(Request request) {
    return Reply.json(route(request).toString());
  }

  private JsonNode route(Request request) {
    return switch (request.method() + " " + request.path()) {
      case "GET /local/settings" -> shown();
      case "PUT /local/settings" -> {
        change(Json.body(request));
        yield shown();
      }
      case "GET /local/faults" -> Json.tree(faults.coming());
      case "POST /local/faults" -> {
        faults.add(fault(Json.body(request)));
        yield Json.tree(faults.coming());
      }
      case "DELETE /local/faults" -> {
        faults.clear();
        yield Json.object();
      }
      case "GET /local/calls" -> recorded();
      case "DELETE /local/calls" -> {
        calls.clear();
        yield Json.object();
      }
      default ->
          throw Refusal.notFound(
              "the admin door has no " + request.method() + " " + request.path());
    };
  }

  private ObjectNode shown() {
    ObjectNode shown =
        Json.object().put("propagationDelay", settings.propagationDelay().toString());
    shown.set("organizationPolicies", Json.tree(settings.organizationPolicies()));
    return shown;
  }

  /// Members that are left out stay as they are.
  private void change(ObjectNode change) {
    change
        .fieldNames()
        .forEachRemaining(name -> {
          if (!SETTINGS.contains(name)) {
            throw Refusal.invalid("there is no setting " + name);
          }
        });
    Duration delay = settings.propagationDelay();
    if (change.has("propagationDelay")) {
      delay = duration(change.path("propagationDelay").asText());
    }
    OrganizationPolicies policies = settings.organizationPolicies();
    if (change.has("organizationPolicies")) {
      if (!(change.get("organizationPolicies") instanceof ObjectNode changed)) {
        throw Refusal.invalid("organizationPolicies must be an object");
      }
      ObjectNode all = (ObjectNode) Json.tree(policies);
      ObjectNode _ = all.setAll(changed);
      policies = Json.value(all, OrganizationPolicies.class);
    }
    settings.propagationDelay(delay);
    settings.organizationPolicies(policies);
  }

  private static Duration duration(String text) {
    try {
      Duration delay = Duration.parse(text);
      if (!delay.isNegative()) {
        return delay;
      }
    } catch (DateTimeException e) {
      throw Refusal.invalid("propagationDelay must look like PT5S, not " + text);
    }
    throw Refusal.invalid("propagationDelay must not be negative");
  }

  private static Fault fault(ObjectNode wanted) {
    ObjectNode all = Json.object().put("times", 1).put("message", "").put("after", false);
    ObjectNode _ = all.setAll(wanted);
    return Json.value(all, Fault.class);
  }

  private ArrayNode recorded() {
    ArrayNode recorded = Json.object().putArray("calls");
    calls
        .all()
        .forEach(call ->
            recorded
                .addObject()
                .put("time", call.time().toString())
                .put("caller", call.caller())
                .put("permission", call.permission())
                .put("resource", call.resource())
                .put("allowed", call.allowed()));
    return recorded;
  }
}
