package dev.cmek.shared.cluster;

import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;

/// Asks the vendor to turn CMEK on, and tells a refusal that only comes too early from one for
/// good.
final class EnableRequest {

  /// Grants older than this have spread. The vendor's own Terraform provider bounds the wait with
  /// ten minutes (`terraform-provider-cockroach`, changelog 1.18.0).
  private static final Duration SPREADING = Duration.ofMinutes(15);

  /// A 400 that may come from missing access. `key_spec` and the like speak of the request's form
  /// and are no such words.
  private static final Pattern ACCESS =
      Pattern.compile(
          "\\b(permission|access|(un)?authori[sz]|denied|assum)|\\bkeys?\\b",
          Pattern.CASE_INSENSITIVE);

  private final ClusterApi api;
  private final InstantSource clock;

  EnableRequest(ClusterApi api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
  }

  /// Sends the keys of all regions if CMEK is off, else those that are missing.
  Outcome<Cmek> send(ClusterId id, CmekComparison comparison, Instant grantedAt, Changes changes) {
    List<RegionKey> asked = comparison.toAsk();
    Write<Cmek> write = comparison.isOff() ? api.enable(id, asked) : api.update(id, asked);
    try {
      return new Done<>(changes.make(write));
    } catch (EnableRefused refused) {
      return refused(id, refused, grantedAt);
    }
  }

  /// The grants are so fresh that the vendor may not be able to use them yet.
  boolean maySpread(Instant grantedAt) {
    return clock.instant().isBefore(grantedAt.plus(SPREADING));
  }

  private Outcome<Cmek> refused(ClusterId id, EnableRefused refused, Instant grantedAt) {
    String text =
        "CockroachDB Cloud refuses to enable CMEK on cluster "
            + id
            + " with HTTP "
            + refused.status()
            + ": "
            + (refused.vendorMessage().isEmpty() ? "no message" : refused.vendorMessage());
    if (maySpread(grantedAt) && isAboutAccess(refused)) {
      return new NotYet<>(
          Reason.ACCESS_SPREADING,
          text + " (access granted at " + grantedAt + " may be spreading)");
    }
    return new Refused<>(
        Reason.CMEK_REFUSED,
        text,
        "See to what the vendor's text names, then send the same event again. If it names nothing,"
            + " ask CockroachDB Cloud's support with cluster and organization id");
  }

  /// The API key itself was good enough a moment ago, for reading: a 401 or 403 is about the access
  /// to the keys as well.
  private static boolean isAboutAccess(EnableRefused refused) {
    return refused.status() != 400 || ACCESS.matcher(refused.vendorMessage()).find();
  }
}
