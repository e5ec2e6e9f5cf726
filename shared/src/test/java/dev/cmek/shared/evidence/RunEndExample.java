package dev.cmek.shared.evidence;

import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.plan.Access;
import dev.cmek.shared.plan.Plan;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.request.RequestExample;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.RunExample;
import dev.cmek.shared.step.StepResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The workflow's object at the end of a run, as far as the run came: written and read as JSON, as
/// in the workflow.
public final class RunEndExample {

  private static final String ROLE = "arn:aws:iam::111122223333:role/cockroachdb-cmek/crl";

  /// The members that steps add, in the order of the steps.
  public static final List<String> STAGES =
      List.of("cluster", "role", "keys", "replicas", "access", "verification", "enabled", "cmek");

  /// What the workflow's runtime would say of a step that refused.
  public static final Failure REFUSED =
      new Failure(RunResult.REFUSED, "KEY_NOT_USABLE", "key crl is disabled", "Enable the key");

  /// Which keys the run made for the cluster.
  public static final List<RegionKey> REGION_KEYS =
      List.of(regionKey("eu-west-1", "primary"), regionKey("eu-central-1", "replica"));

  private RunEndExample() {}

  /// CMEK came on in both regions.
  public static RunEnd enabled(Run run) {
    return end(run, STAGES.size(), Map.of());
  }

  /// The first steps were done, then the run ended, as in a dry run or without enabling.
  public static RunEnd upTo(String stage, Run run) {
    return end(run, STAGES.indexOf(stage) + 1, Map.of());
  }

  /// The step that adds this member failed.
  public static RunEnd failedAt(String stage, Run run) {
    return end(run, STAGES.indexOf(stage), Map.of("failure", REFUSED));
  }

  /// All went well, but the end could not be recorded.
  public static RunEnd unrecorded(Run run) {
    return end(
        run,
        STAGES.size(),
        Map.of(
            "recordFailure",
            new Failure(RunResult.FAILED, "States.Timeout", "took too long", "Send it again")));
  }

  private static RunEnd end(Run run, int stages, Map<String, Object> failures) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("run", run);
    object.put(
        "request",
        RequestExample.request(
            """
            "keyStrategy":"MULTI_REGION_KEY",
            "ticket":{"system":"jira","key":"SEC-123","callbackUrl":"https://t.example/?x=planted"}
            """));
    STAGES.subList(0, stages).forEach(stage -> object.put(stage, answer(stage)));
    object.putAll(failures);
    return Payloads.read(Payloads.write(object), RunEnd.class);
  }

  private static Object answer(String stage) {
    return switch (stage) {
      case "cluster" -> result(target(), "state:Put");
      case "role" -> result(new Principal(ROLE, "crl", RunExample.STARTED), "iam:CreateRole");
      case "keys" -> List.of(result(key("eu-west-1", "primary"), "kms:CreateKey"));
      case "replicas" -> List.of(result(key("eu-central-1", "replica"), "kms:ReplicateKey"));
      case "access" ->
          result(new Access(RunExample.STARTED, RunExample.STARTED), "iam:PutRolePolicy");
      case "verification" -> result(Map.of("findings", List.of()), "none");
      case "enabled" -> result(cmek(CmekStatus.ENABLING), "POST /cmek");
      case "cmek" -> result(cmek(CmekStatus.ENABLED), "none");
      default -> throw new IllegalArgumentException(stage);
    };
  }

  private static StepResult<Object> result(Object value, String action) {
    return new StepResult<>(
        value, action.equals("none") ? List.of() : List.of(new Change(action, "object", "detail")));
  }

  private static Target target() {
    return new Target(
        RequestExample.CLUSTER,
        "orders-prod",
        "123456789012",
        "9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b",
        List.of("eu-west-1", "eu-central-1"),
        RunExample.STARTED,
        false,
        false,
        "enable is false",
        new Plan("crl", List.of(), List.of()));
  }

  private static ProvisionedKey key(String region, String id) {
    return new ProvisionedKey(
        "alias/crl", region, regionKey(region, id).uri(), List.of(region), RunExample.STARTED);
  }

  private static RegionKey regionKey(String region, String id) {
    return new RegionKey(region, "arn:aws:kms:" + region + ":111122223333:key/" + id, ROLE);
  }

  private static Cmek cmek(CmekStatus status) {
    return new Cmek(
        status,
        REGION_KEYS.stream()
            .map(key ->
                new RegionStatus(key.region(), status, List.of(new KeyStatus(key, status, ""))))
            .toList());
  }
}
