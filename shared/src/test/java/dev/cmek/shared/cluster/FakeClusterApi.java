package dev.cmek.shared.cluster;

import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The Cloud API in memory: clusters that get locked while the vendor works on their CMEK, as the
/// clock says; and the troubles that a test asks for. `ClusterApiContract` holds it to what the
/// simulator does.
public final class FakeClusterApi implements ClusterApi {

  private static final int PAGE_SIZE = 100;

  private final InstantSource clock;
  private final Map<ClusterId, Entry> entries = new LinkedHashMap<>();
  private final List<Sent> writes = new ArrayList<>();
  private Organization organization =
      new Organization("9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b", "Example Corp");
  private Duration enabling = Duration.ofMinutes(10);
  private Instant refusedUntil = Instant.MIN;
  private EnableRefused refusal = new EnableRefused(400, "");
  private Instant failingUntil = Instant.MIN;
  private String failure = "";
  private int calls;
  private int stops;
  private @Nullable Stop stop;
  private boolean losesNextAnswer;
  private Look look = (_, _) -> Optional.empty();
  private boolean refusesAtOnce = true;

  /// What the vendor sees of a customer's key.
  @FunctionalInterface
  public interface Look {

    /// Why the vendor can't use the key for the cluster now; empty if it can.
    Optional<String> obstacle(Cluster cluster, RegionKey key);
  }

  /// A write that reached the service, whatever became of it.
  public record Sent(String method, ClusterId id, List<RegionKey> keys) {}

  private record Work(List<RegionKey> keys, CmekStatus status, Instant endsAt, String failure) {}

  private static final class Entry {
    private Cluster cluster;
    private Cmek cmek = Cmek.NEVER_ENABLED;
    private @Nullable Work work;

    private Entry(Cluster cluster) {
      this.cluster = cluster;
    }
  }

  public FakeClusterApi(InstantSource clock) {
    this.clock = clock;
  }

  /// Adds the cluster, or changes it and leaves its CMEK as it is.
  public void put(Cluster cluster) {
    entries.computeIfAbsent(cluster.id(), _ -> new Entry(cluster)).cluster = cluster;
  }

  /// Sets what the API says of CMEK, such as a state that no write leads to.
  public void putCmek(ClusterId id, Cmek cmek) {
    Entry entry = require(id);
    entry.cmek = cmek;
    entry.work = null;
  }

  public void setOrganization(Organization organization) {
    this.organization = organization;
  }

  /// How long the vendor works after an accepted write; at first ten minutes.
  public void enablingTakes(Duration duration) {
    enabling = duration;
  }

  /// Until then each write is answered with 400, 401 or 403, as if the grants had not spread.
  public void refuseUntil(Instant end, int status, String vendorMessage) {
    refusedUntil = end;
    refusal = new EnableRefused(status, vendorMessage);
  }

  /// Until then each write is accepted, and fails when the vendor has worked on it.
  public void failUntil(Instant end, String userMessage) {
    failingUntil = end;
    failure = userMessage;
  }

  /// The vendor looks at the keys of each write, and can't turn one on that it can't use.
  ///
  /// @param atOnce true: such a write is answered with 400; false: it is accepted, and fails when
  ///   the vendor has worked on it
  public void looksAtKeys(Look vendor, boolean atOnce) {
    look = vendor;
    refusesAtOnce = atOnce;
  }

  /// The next calls of any kind end so, and do nothing.
  public void stopNext(int calls, Stop with) {
    stops = calls;
    stop = with;
  }

  /// The next write is served, but its answer is lost.
  public void loseNextAnswer() {
    losesNextAnswer = true;
  }

  /// How often the API was called so far, reading and writing.
  public int calls() {
    return calls;
  }

  /// The writes that reached the service, the oldest first.
  public List<Sent> writes() {
    return List.copyOf(writes);
  }

  @Override
  public Optional<Cluster> find(ClusterId id) {
    troubleIfAsked();
    return Optional.ofNullable(entries.get(id)).map(this::shown);
  }

  @Override
  public ClusterPage list(String page) {
    troubleIfAsked();
    List<Cluster> all =
        entries.values().stream().map(this::shown).filter(c -> !c.isGone()).toList();
    int from = page.isEmpty() ? 0 : Integer.parseInt(page);
    int to = Math.min(from + PAGE_SIZE, all.size());
    return new ClusterPage(all.subList(from, to), to == all.size() ? "" : String.valueOf(to));
  }

  @Override
  public Organization organization() {
    troubleIfAsked();
    return organization;
  }

  @Override
  public Cmek cmek(ClusterId id) {
    troubleIfAsked();
    return shownCmek(require(id));
  }

  @Override
  public Write<Cmek> enable(ClusterId id, List<RegionKey> keys) {
    return write("POST", id, keys, CmekStatus.ENABLING);
  }

  @Override
  public Write<Cmek> update(ClusterId id, List<RegionKey> keys) {
    return write("PUT", id, keys, CmekStatus.ROTATING);
  }

  private Write<Cmek> write(String method, ClusterId id, List<RegionKey> keys, CmekStatus next) {
    return new Write<>(
        new Change(method + " /cmek", "cluster " + id, keys.toString()),
        new Cmek(next, keys.stream().map(k -> working(k, next)).toList()),
        () -> served(new Sent(method, id, List.copyOf(keys))));
  }

  private Cmek served(Sent sent) {
    troubleIfAsked();
    writes.add(sent);
    Entry entry = require(sent.id());
    settle(entry);
    refuseUnfit(entry, sent);
    if (clock.instant().isBefore(refusedUntil)) {
      throw refusal;
    }
    String obstacle =
        sent.keys().stream()
            .flatMap(key -> look.obstacle(entry.cluster, key).stream())
            .findFirst()
            .orElse("");
    if (refusesAtOnce && !obstacle.isEmpty()) {
      throw new EnableRefused(
          400, "invalid argument: insufficient permissions to use the KMS key: " + obstacle);
    }
    boolean off = CmekStatus.DISABLED.equals(entry.cmek.status()) || sent.method().equals("POST");
    String end = clock.instant().isBefore(failingUntil) ? failure : obstacle;
    entry.work =
        new Work(
            sent.keys(),
            off ? CmekStatus.ENABLING : CmekStatus.ROTATING,
            clock.instant().plus(enabling),
            end);
    if (losesNextAnswer) {
      losesNextAnswer = false;
      throw Stop.notYet(Reason.SERVICE_UNAVAILABLE, "the answer was lost");
    }
    return shownCmek(entry);
  }

  private void refuseUnfit(Entry entry, Sent sent) {
    if (!shown(entry).isReady()) {
      throw Stop.notYet(Reason.CLUSTER_NOT_READY, "couldn't lock cluster");
    }
    CmekStatus status = entry.cmek.status();
    if (status.equals(CmekStatus.REVOKED)) {
      throw new EnableRefused(400, "CMEK was revoked");
    }
    boolean off = status.equals(CmekStatus.DISABLED) || status.equals(CmekStatus.ENABLE_FAILED);
    if (sent.method().equals("POST") && !off) {
      throw new EnableRefused(400, "CMEK is " + status + " on this cluster");
    }
    List<String> named = sent.keys().stream().map(RegionKey::region).toList();
    if (off && !new HashSet<>(named).containsAll(entry.cluster.regionNames())) {
      throw new EnableRefused(400, "invalid argument: a region is missing");
    }
  }

  private Cluster shown(Entry entry) {
    settle(entry);
    Cluster c = entry.cluster;
    return entry.work == null
        ? c
        : new Cluster(
            c.id(),
            c.name(),
            c.plan(),
            c.cloud(),
            "LOCKED",
            "CRDB_CMEK_OPERATION_RUNNING",
            c.accountId(),
            c.regions(),
            c.createdAt());
  }

  private Cmek shownCmek(Entry entry) {
    settle(entry);
    Work work = entry.work;
    if (work == null) {
      return entry.cmek;
    }
    return merged(entry, work.keys().stream().map(k -> during(entry, k, work.status())).toList());
  }

  private void settle(Entry entry) {
    Work work = entry.work;
    if (work == null || clock.instant().isBefore(work.endsAt())) {
      return;
    }
    entry.cmek = merged(entry, work.keys().stream().map(k -> after(entry, k, work)).toList());
    entry.work = null;
  }

  private RegionStatus during(Entry entry, RegionKey key, CmekStatus status) {
    List<KeyStatus> keys = past(entry, key, new CmekStatus("DISABLING"));
    keys.add(new KeyStatus(key, CmekStatus.ENABLING, ""));
    return new RegionStatus(key.region(), status, keys);
  }

  private RegionStatus after(Entry entry, RegionKey key, Work work) {
    if (work.failure().isEmpty()) {
      List<KeyStatus> keys = past(entry, key, CmekStatus.DISABLED);
      keys.add(new KeyStatus(key, CmekStatus.ENABLED, ""));
      return new RegionStatus(key.region(), CmekStatus.ENABLED, keys);
    }
    List<KeyStatus> keys = past(entry, key, CmekStatus.ENABLED);
    keys.add(new KeyStatus(key, CmekStatus.ENABLE_FAILED, work.failure()));
    boolean rotated = work.status().equals(CmekStatus.ROTATING);
    CmekStatus failed = rotated ? new CmekStatus("ROTATE_FAILED") : CmekStatus.ENABLE_FAILED;
    return new RegionStatus(key.region(), failed, keys);
  }

  /// The region's other keys, the one that was on in the status given: the oldest come first.
  private static List<KeyStatus> past(Entry entry, RegionKey key, CmekStatus replaced) {
    List<KeyStatus> past = new ArrayList<>();
    entry
        .cmek
        .region(key.region())
        .ifPresent(region ->
            region.keys().stream()
                .filter(k -> !k.key().equals(key))
                .map(k -> k.status().isEnabled() ? new KeyStatus(k.key(), replaced, "") : k)
                .forEach(past::add));
    return past;
  }

  private static RegionStatus working(RegionKey key, CmekStatus status) {
    return new RegionStatus(
        key.region(), status, List.of(new KeyStatus(key, CmekStatus.ENABLING, "")));
  }

  private static Cmek merged(Entry entry, List<RegionStatus> changed) {
    Map<String, RegionStatus> regions = new TreeMap<>();
    entry.cmek.regions().forEach(r -> regions.put(r.region(), r));
    changed.forEach(r -> regions.put(r.region(), r));
    return new Cmek(
        aggregated(regions.values().stream().map(RegionStatus::status).toList()),
        List.copyOf(regions.values()));
  }

  private static CmekStatus aggregated(List<CmekStatus> all) {
    return all.stream()
        .filter(CmekStatus::isFailed)
        .findFirst()
        .or(() -> all.stream().filter(s -> !s.isEnabled()).findFirst())
        .orElse(CmekStatus.ENABLED);
  }

  private Entry require(ClusterId id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw Stop.refused(Reason.CLUSTER_NOT_FOUND, "no cluster " + id, "Check the cluster id");
    }
    return entry;
  }

  private void troubleIfAsked() {
    calls++;
    if (stops > 0 && stop != null) {
      stops--;
      throw stop;
    }
  }
}
