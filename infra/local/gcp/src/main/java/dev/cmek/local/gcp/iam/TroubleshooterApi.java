package dev.cmek.local.gcp.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.rest.Api;
import dev.cmek.local.gcp.rest.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Policy Troubleshooter, versions 1 and 3: whether somebody may do something, told to whom may
/// read the policies that say so. It does not explain them, and a condition has been judged.
public final class TroubleshooterApi implements Api {

  private static final Pattern PATH = Pattern.compile("/(v1|v3)/iam:troubleshoot");
  private static final Pattern RESOURCE =
      Pattern.compile("//[a-z]+\\.googleapis\\.com/(projects/.+)");

  /// What the permissions begin with that read the policies of such resources.
  private static final Map<Pattern, String> KINDS =
      Map.of(
          Pattern.compile("projects/[^/]+"), "resourcemanager.projects",
          Pattern.compile("projects/[^/]+/serviceAccounts/[^/]+"), "iam.serviceAccounts",
          Pattern.compile(".*/keyRings/[^/]+"), "cloudkms.keyRings",
          Pattern.compile(".*/cryptoKeys/[^/]+"), "cloudkms.cryptoKeys");

  private final Iam iam;

  private enum Access {
    GRANTED,
    NOT_GRANTED,
    UNKNOWN
  }

  public TroubleshooterApi(Iam iam) {
    this.iam = iam;
  }

  @Override
  public boolean handles(String path) {
    return PATH.matcher(path).matches();
  }

  @Override
  public Reply answer(Request request) {
    Matcher path = PATH.matcher(request.path());
    if (!path.matches() || !request.method().equals("POST")) {
      throw Refusal.notFound("nothing here answers " + request.method() + " " + request.path());
    }
    JsonNode tuple = Json.body(request).path("accessTuple");
    Matcher resource = RESOURCE.matcher(tuple.path("fullResourceName").asText());
    String permission = tuple.path("permission").asText();
    if (!resource.matches()) {
      throw Refusal.invalid("accessTuple.fullResourceName is not valid.");
    }
    if (!iam.roles().isPermission(permission)) {
      throw Refusal.invalid("accessTuple.permission is not valid.");
    }
    Access access =
        access(request.caller(), tuple.path("principal").asText(), permission, resource.group(1));
    ObjectNode answer = path.group(1).equals("v1") ? inVersion1(access) : inVersion3(access);
    if (path.group(1).equals("v3")) {
      answer.set("accessTuple", tuple);
    }
    return Reply.json(answer.toString());
  }

  private Access access(Caller asker, String email, String permission, String resource) {
    List<String> holders = iam.hierarchy().path(resource);
    if (!holders.stream().allMatch(holder -> mayRead(asker, holder))) {
      return Access.UNKNOWN;
    }
    String kind = email.endsWith("gserviceaccount.com") ? "serviceAccount:" : "user:";
    Caller principal = new Caller(kind + email, Optional.empty());
    return iam.enforcement().allows(principal, permission, resource)
        ? Access.GRANTED
        : Access.NOT_GRANTED;
  }

  private boolean mayRead(Caller asker, String holder) {
    return KINDS.entrySet().stream()
        .filter(kind -> kind.getKey().matcher(holder).matches())
        .allMatch(
            kind -> iam.enforcement().allows(asker, kind.getValue() + ".getIamPolicy", holder));
  }

  private static ObjectNode inVersion1(Access access) {
    return Json.object()
        .put("access", access == Access.UNKNOWN ? "UNKNOWN_INFO_DENIED" : access.name());
  }

  private static ObjectNode inVersion3(Access access) {
    ObjectNode answer =
        Json.object()
            .put(
                "overallAccessState",
                switch (access) {
                  case GRANTED -> "CAN_ACCESS";
                  case NOT_GRANTED -> "CANNOT_ACCESS";
                  case UNKNOWN -> "UNKNOWN_INFO";
                });
    answer
        .putObject("allowPolicyExplanation")
        .put(
            "allowAccessState",
            "ALLOW_ACCESS_STATE_" + (access == Access.UNKNOWN ? "UNKNOWN_INFO" : access.name()));
    return answer;
  }
}
