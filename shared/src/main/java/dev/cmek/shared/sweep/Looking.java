package dev.cmek.shared.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.shared.alert.Mutes;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Engine;
import dev.cmek.shared.state.Intent;
import dev.cmek.shared.state.Intent.Pins;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.state.Leases;
import dev.cmek.shared.sweep.Batch.Listed;
import dev.cmek.shared.sweep.CmekAnswer.Kind;
import dev.cmek.shared.verify.CmekCheck;
import dev.cmek.shared.verify.CmekFacts;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import dev.cmek.shared.verify.Inspected;
import dev.cmek.shared.verify.Inspection;
import dev.cmek.shared.verify.NotEvaluated;
import dev.cmek.shared.verify.Report;
import dev.cmek.shared.verify.Severity;
import dev.cmek.shared.verify.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Looks at one cluster: what the Cloud API said of it, what is intended, what the cloud says of
/// its keys. Writes the look down in place of the one before.
public final class Looking {

  private final Inspection inspection;
  private final Intents intents;
  private final Leases leases;
  private final Engine engine;
  private final Looks looks;
  private final Mutes mutes;
  private final Predicate<RegionKey> isOurs;
  private final InstantSource clock;

  /// A way to look.
  ///
  /// @param inspection expects less of what others set up
  /// @param engine knows how the holders of leases fare
  /// @param isOurs whether a key is in the account that this deployment guards
  public Looking(
      Inspection inspection,
      Documents state,
      Engine engine,
      Predicate<RegionKey> isOurs,
      InstantSource clock) {
    this.inspection = inspection;
    this.intents = new Intents(state);
    this.leases = new Leases(state);
    this.engine = engine;
    this.looks = new Looks(state);
    this.mutes = new Mutes(state);
    this.isOurs = isOurs;
    this.clock = clock;
  }

  /// Looks.
  ///
  /// @param second what was found a moment ago is judged again
  Look look(Sweep sweep, Listed listed, CmekAnswer answer, boolean second) {
    Listed cluster = answer.now() == null ? listed : answer.now();
    Optional<Intent> intent = intents.find(cluster.id());
    return looks.update(
        cluster.id(),
        before -> {
          Seen seen = see(sweep, cluster, answer, intent, before);
          return written(sweep, cluster, seen, second, before, clock.instant());
        });
  }

  /// What there is to say of a cluster, whatever was said before.
  private record Seen(
      Protection protection, KeysInUse keys, Report report, @Nullable JsonNode facts) {

    private static final KeysInUse NO_KEYS =
        new KeysInUse(List.of(), List.of(), List.of(), 0, false);

    private static Seen nothing(Protection protection) {
      return new Seen(protection, NO_KEYS, new Report(List.of(), List.of()), null);
    }
  }

  private Seen see(
      Sweep sweep,
      Listed cluster,
      CmekAnswer answer,
      Optional<Intent> intent,
      Optional<Look> before) {
    if (answer.kind() == Kind.GONE) {
      return Seen.nothing(Protection.GONE);
    }
    if (intent.filter(i -> i.state() == Intent.State.SUSPENDED).isPresent()) {
      return Seen.nothing(Protection.SUSPENDED);
    }
    List<RegionKey> intended = intent.map(i -> i.progress().keys()).orElse(List.of());
    CmekAnswer sane = sane(answer, intended, before);
    KeysInUse keys = keys(cluster, sane, intended, before);
    List<Finding> findings = new ArrayList<>();
    List<NotEvaluated> notEvaluated = List.of();
    JsonNode facts = null;
    if (!keys.guarded().isEmpty()) {
      Subject subject = subject(sweep, cluster, intent, keys.guarded());
      findings.addAll(said(subject, sane, keys, intended.isEmpty()));
      intent.flatMap(i -> moved(sweep, cluster, i)).ifPresent(findings::add);
      Inspected inspected = inspection.inspect(subject);
      findings.addAll(inspected.report().findings());
      if (!findings.isEmpty()) {
        findings.addAll(mutes.of(cluster.id(), clock.instant()).invalid());
      }
      notEvaluated = inspected.report().notEvaluated();
      facts = facts(inspected, sane, before);
    }
    Report report = new Report(findings, notEvaluated);
    return new Seen(protection(cluster, sane, keys, report), keys, report, facts);
  }

  /// CMEK can't be turned off again ("Customer-Managed Encryption Keys", limitations): an answer
  /// that knows nothing of what was on is no answer.
  private static CmekAnswer sane(
      CmekAnswer answer, List<RegionKey> intended, Optional<Look> before) {
    boolean wasOn = !intended.isEmpty() || before.filter(l -> !l.keys().isEmpty()).isPresent();
    boolean saysNothing = answer.cmek() != null && answer.cmek().regions().isEmpty();
    return wasOn && saysNothing
        ? CmekAnswer.unreachable(
            answer.clusterId(), "it names no region, although CMEK was on in some before")
        : answer;
  }

  private KeysInUse keys(
      Listed cluster, CmekAnswer answer, List<RegionKey> intended, Optional<Look> before) {
    return answer.cmek() == null
        ? KeysInUse.unread(intended, before)
        : KeysInUse.of(
            answer.cmek(),
            cluster.regions(),
            intended,
            before.map(Look::keys).orElse(List.of()),
            isOurs);
  }

  /// What was pinned counts: access was granted to that account, whatever the API says today.
  private static Subject subject(
      Sweep sweep, Listed cluster, Optional<Intent> intent, List<RegionKey> keys) {
    return new Subject(
        cluster.id(),
        intent.map(i -> i.pins().vendorAccountId()).orElse(cluster.accountId()),
        intent.map(i -> i.pins().externalId()).orElse(sweep.externalId()),
        keys);
  }

  private static List<Finding> said(
      Subject subject, CmekAnswer answer, KeysInUse keys, boolean byHand) {
    Subject wanted =
        new Subject(
            subject.cluster(), subject.vendorAccountId(), subject.externalId(), keys.wanted());
    List<Finding> findings = new CmekCheck().check(new CmekFacts(wanted, answer.reading()));
    return byHand
        ? findings.stream().filter(f -> f.code() != FindingCode.CMEK_REGION_NOT_INTENDED).toList()
        : findings;
  }

  private static Optional<Finding> moved(Sweep sweep, Listed cluster, Intent intent) {
    Pins pins = intent.pins();
    boolean sameAccount =
        cluster.accountId().isEmpty() || cluster.accountId().equals(pins.vendorAccountId());
    if (sameAccount && sweep.externalId().equals(pins.externalId())) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            FindingCode.VENDOR_ACCOUNT_CHANGED,
            "cluster " + cluster.id(),
            "access was granted to account "
                + pins.vendorAccountId()
                + " with external id "
                + pins.externalId()
                + "; the Cloud API now names "
                + cluster.accountId()
                + " and "
                + sweep.externalId(),
            "Ask the vendor whether this is so before anything is granted to the other account"));
  }

  private Protection protection(Listed cluster, CmekAnswer answer, KeysInUse keys, Report report) {
    if (leases.isTaken(cluster.id(), engine)) {
      return Protection.WORK_IN_PROGRESS;
    }
    Cmek cmek = answer.cmek();
    if (cmek == null) {
      return Protection.UNKNOWN;
    }
    boolean bad = report.findings().stream().map(Finding::severity).anyMatch(Looking::isSerious);
    // What is lost is lost, whatever the vendor is at.
    if (!bad && cmek.regions().stream().anyMatch(KeysInUse::isChanging)) {
      return Protection.WORK_IN_PROGRESS;
    }
    if (keys.protectedRegions() > 0) {
      return keys.bare().isEmpty() && !keys.elsewhere()
          ? Protection.PROTECTED
          : Protection.PARTLY_PROTECTED;
    }
    return keys.elsewhere() && keys.wanted().isEmpty()
        ? Protection.ELSEWHERE
        : Protection.UNPROTECTED;
  }

  static boolean isSerious(Severity severity) {
    return severity == Severity.ACCESS_LOST || severity == Severity.EXPOSED;
  }

  /// What could not be read now is taken from the look before: not to see is no change.
  private static JsonNode facts(Inspected inspected, CmekAnswer answer, Optional<Look> before) {
    JsonNode known = before.map(Look::facts).orElse(null);
    boolean whole =
        inspected.report().findings().stream()
            .noneMatch(f -> f.code() == FindingCode.FACT_UNREACHABLE);
    ObjectNode facts =
        whole || known == null ? inspected.facts().deepCopy() : (ObjectNode) known.deepCopy();
    if (answer.cmek() != null) {
      return facts.set("cmek", said(answer.cmek()));
    }
    return known == null || !known.has("cmek") ? facts : facts.set("cmek", known.get("cmek"));
  }

  private static JsonNode said(Cmek cmek) {
    Map<String, Object> regions = new TreeMap<>();
    cmek.regions()
        .forEach(region -> {
          Map<String, Object> keys = new TreeMap<>();
          region
              .keys()
              .forEach(key ->
                  keys.put(
                      key.key().uri(),
                      Map.of(
                          "as", key.key().principal(),
                          "message", key.userMessage(),
                          "status", key.status())));
          regions.put(region.region(), Map.of("keys", keys, "status", region.status()));
        });
    return Payloads.tree(Payloads.canonical(regions).getBytes(StandardCharsets.UTF_8));
  }

  private static Look written(
      Sweep sweep, Listed cluster, Seen seen, boolean second, Optional<Look> before, Instant now) {
    JsonNode known = before.map(Look::facts).orElse(null);
    boolean changed = known != null && seen.facts() != null && !known.equals(seen.facts());
    JsonNode older = changed ? known : before.map(Look::factsBefore).orElse(null);
    Instant since = changed || known == null ? now : before.map(Look::factsSince).orElse(now);
    return new Look(
        cluster.id(),
        cluster.name(),
        sweep.id(),
        now,
        seen.protection(),
        seen.keys().guarded(),
        seen.keys().bare(),
        seen.report().findings(),
        seen.report().notEvaluated(),
        second ? before.map(Looking::ids).orElse(List.of()) : null,
        seen.facts(),
        older,
        since);
  }

  private static List<FindingId> ids(Look look) {
    return look.findings().stream().map(FindingId::of).toList();
  }
}
