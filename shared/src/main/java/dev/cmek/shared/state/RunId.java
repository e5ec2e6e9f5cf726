package dev.cmek.shared.state;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.Onboarding;
import java.util.List;

/// What makes two events the same: a run's id, the digest of its data, the names of its executions.
public final class RunId {

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
  public static String digest(Onboarding onboarding) {
    return Digest.sha256(Payloads.canonical(onboarding));
  }

  /// `<operation>-<cluster id>-<16 hex digits of the run id>-<attempt>`: at most 80 characters, as
  /// Step Functions asks ("StartExecution", name).
  public static String executionName(
      Operation operation, ClusterId cluster, String runId, int attempt) {
    return operation.word() + "-" + cluster + "-" + runId.substring(0, 16) + "-" + attempt;
  }
}
