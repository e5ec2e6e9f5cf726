package dev.cmek.shared.state;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.request.Onboarding;

/// One piece of work as somebody asked for it.
///
/// @param runId see [RunId]
/// @param source who: the CloudEvents source, or the caller over HTTP
/// @param digest of all that was asked, 64 hex digits: the same run with another digest is an error
///   of the sender
public record Asked(
    String runId, Operation operation, ClusterId clusterId, String source, String digest) {

  /// Somebody asked for an onboarding.
  public static Asked of(Onboarding onboarding) {
    return new Asked(
        RunId.of(onboarding),
        Operation.PROVISION,
        onboarding.request().clusterId(),
        onboarding.source(),
        RunId.digest(onboarding));
  }
}
