package dev.cmek.shared.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.OnboardingRequest;
import dev.cmek.shared.request.RequestParser;
import java.util.List;
import java.util.Set;

/// What makes two events the same: a run's id, the digest of its data, the names of its executions.
public final class RunId {

  private static final Set<String> ALWAYS =
      Set.of(
          "clusterId",
          "keyStrategy",
          "accessGrant",
          "enable",
          "dryRun",
          "rotationPeriodDays",
          "labels",
          "acknowledge");

  private RunId() {}

  /// The id of an onboarding's run.
  public static String of(Onboarding onboarding) {
    return of(
        Operation.PROVISION,
        onboarding.request().clusterId(),
        onboarding.source(),
        onboarding.eventId());
  }

  /// 64 hex digits: SHA-256 over operation, cluster, source and event id.
  public static String of(Operation operation, ClusterId cluster, String source, String eventId) {
    return Digest.sha256(
        Payloads.writeString(List.of(operation.word(), cluster.value(), source, eventId)));
  }

  /// 64 hex digits over everything that was asked: the same id with another digest is an error of
  /// the sender.
  ///
  /// What has its default counts as not asked, so that an event keeps its digest when requests get
  /// another optional member; only [#ALWAYS] have been in it from the start.
  public static String digest(Onboarding onboarding) {
    ObjectNode all = Payloads.convert(Payloads.tree(Payloads.write(onboarding)), ObjectNode.class);
    OnboardingRequest least = RequestParser.least(onboarding.request().clusterId());
    JsonNode asked = asked(all.path("request"), Payloads.tree(Payloads.write(least)));
    return Digest.sha256(Payloads.canonical(all.set("request", asked)));
  }

  /// What a request says beyond one that chooses nothing.
  static JsonNode asked(JsonNode request, JsonNode least) {
    JsonNode asked = request.deepCopy();
    var _ =
        asked
            .properties()
            .removeIf(member ->
                !ALWAYS.contains(member.getKey())
                    && member.getValue().equals(least.get(member.getKey())));
    return asked;
  }

  /// `<operation>-<cluster id>-<16 hex digits of the run id>-<attempt>`: at most 80 characters, as
  /// Step Functions asks ("StartExecution", name).
  public static String executionName(
      Operation operation, ClusterId cluster, String runId, int attempt) {
    return operation.word() + "-" + cluster + "-" + runId.substring(0, 16) + "-" + attempt;
  }
}
