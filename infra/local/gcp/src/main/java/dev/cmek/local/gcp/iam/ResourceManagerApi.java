package dev.cmek.local.gcp.iam;

import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.rest.Api;
import dev.cmek.local.gcp.rest.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Projects and their policies, in versions 1 and 3 of the Resource Manager.
public final class ResourceManagerApi implements Api {

  private static final Pattern PATH =
      Pattern.compile(
          "/(v1|v3)/(projects/([^/:]+))(:getIamPolicy|:setIamPolicy|:testIamPermissions)?");
  private static final String KIND = "resourcemanager.projects";

  private final Iam iam;
  private final PolicyDoor door;

  public ResourceManagerApi(Iam iam) {
    this.iam = iam;
    this.door = new PolicyDoor(iam);
  }

  @Override
  public boolean handles(String path) {
    return PATH.matcher(Json.decoded(path)).matches();
  }

  @Override
  public Reply answer(Request request) {
    Matcher path = PATH.matcher(Json.decoded(request.path()));
    if (!path.matches()) {
      throw Refusal.notFound(request.path());
    }
    String name = path.group(2);
    return switch (request.method() + (path.group(4) == null ? "" : path.group(4))) {
      case "GET" -> project(request, path.group(1), name, path.group(3));
      case "POST:getIamPolicy" -> {
        var get = Json.message(Json.body(request), GetIamPolicyRequest.newBuilder());
        yield Json.reply(door.get(request.caller(), KIND, get.setResource(name).build(), () -> {}));
      }
      case "POST:setIamPolicy" -> {
        var set = Json.message(Json.body(request), SetIamPolicyRequest.newBuilder());
        yield Json.reply(door.set(request.caller(), KIND, set.setResource(name).build(), () -> {}));
      }
      case "POST:testIamPermissions" -> {
        var test = Json.message(Json.body(request), TestIamPermissionsRequest.newBuilder());
        yield Json.reply(door.test(request.caller(), test.setResource(name).build(), () -> {}));
      }
      default ->
          throw Refusal.notFound("nothing here answers " + request.method() + " " + request.path());
    };
  }

  private Reply project(Request request, String version, String name, String id) {
    iam.enforcement().require(request.caller(), "resourcemanager.projects.get", name);
    long number = iam.projects().number(id).orElseThrow();
    var project = Json.object().put("projectId", id);
    if (version.equals("v1")) {
      project
          .put("projectNumber", String.valueOf(number))
          .put("name", id)
          .put("lifecycleState", "ACTIVE");
    } else {
      project.put("name", "projects/" + number).put("displayName", id).put("state", "ACTIVE");
    }
    return Reply.json(project.toString());
  }
}
