package dev.cmek.shared.cluster;

import dev.cmek.shared.plan.Provisioned;
import dev.cmek.shared.state.Intent;
import dev.cmek.shared.state.Intents;
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
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// Asks the vendor to turn CMEK on, remembers in the intent when the vendor accepted, and tells a
/// refusal or a failure that only comes too early from one for good.
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
  private final Intents intents;
  private final InstantSource clock;

  EnableRequest(ClusterApi api, Intents intents, InstantSource clock) {
    this.api = api;
    this.intents = intents;
    this.clock = clock;
  }

  /// Sends the keys of all regions if CMEK is off, else those that are missing.
  Outcome<Cmek> send(Provisioned input, CmekComparison comparison, Changes changes) {
    ClusterId id = input.run().clusterId();
    List<RegionKey> asked = comparison.toAsk();
    Instant now = clock.instant();
    Write<Cmek> write = comparison.isOff() ? api.enable(id, asked) : api.update(id, asked);
    Cmek accepted;
    try {
      accepted = changes.make(write);
    } catch (EnableRefused refused) {
      return refused(id, refused, input.grantedAt());
    }
    if (!input.run().dryRun()) {
      remember(id, asked, now);
    }
    return new Done<>(accepted);
  }

  /// Remembers a request that the vendor works on although its answer was lost: nothing was asked
  /// since the last grant, as far as the intent knows.
  void rememberUnanswered(Provisioned input, CmekComparison comparison) {
    if (!input.run().dryRun() && askedSinceGranted(input, comparison).isEmpty()) {
      remember(input.run().clusterId(), comparison.toAsk(), clock.instant());
    }
  }

  /// The vendor was asked so soon after the grants that it may not have been able to use them: what
  /// it says of that request may be no longer true, however late it says so.
  boolean wasAskedTooEarly(Provisioned input, CmekComparison comparison) {
    Instant asked = askedSinceGranted(input, comparison).orElseGet(clock::instant);
    return maySpread(input.grantedAt(), asked);
  }

  private static boolean maySpread(Instant grantedAt, Instant asked) {
    return asked.isBefore(grantedAt.plus(SPREADING));
  }

  private void remember(ClusterId id, List<RegionKey> asked, Instant at) {
    Intent _ = intents.update(id, intent -> intent.withAsked(asked, at));
  }

  /// When the vendor last accepted one of the keys that are not on; empty if it did not since the
  /// grants.
  private Optional<Instant> askedSinceGranted(Provisioned input, CmekComparison comparison) {
    return intents
        .find(input.run().clusterId())
        .flatMap(intent ->
            comparison.toAsk().stream()
                .map(key -> intent.progress().asked().get(key.region()))
                .filter(Objects::nonNull)
                .filter(at -> !at.isBefore(input.grantedAt()))
                .max(Instant::compareTo));
  }

  private Outcome<Cmek> refused(ClusterId id, EnableRefused refused, Instant grantedAt) {
    String text =
        "CockroachDB Cloud refuses to enable CMEK on cluster "
            + id
            + " with HTTP "
            + refused.status()
            + ": "
            + (refused.vendorMessage().isEmpty() ? "no message" : refused.vendorMessage());
    if (maySpread(grantedAt, clock.instant()) && isAboutAccess(refused)) {
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
