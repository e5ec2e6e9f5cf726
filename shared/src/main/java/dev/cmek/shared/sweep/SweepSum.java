package dev.cmek.shared.sweep;

import dev.cmek.shared.alert.HygieneDigest;
import dev.cmek.shared.alert.Muting;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.evidence.Failure;
import dev.cmek.shared.sweep.Batch.Listed;
import dev.cmek.shared.sweep.BatchResult.Result;
import dev.cmek.shared.sweep.Coverage.Entry;
import dev.cmek.shared.verify.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All that the batches of a sweep brought.
final class SweepSum {

  /// Percent of the clusters, above which it is not about single ones any more.
  private static final int MOST_UNSEEN = 20;

  private final Sweep sweep;
  private final List<Result> results = new ArrayList<>();
  private final List<Listed> missed = new ArrayList<>();
  private final List<Listed> others;
  private final List<String> troubles = new ArrayList<>();
  private final int batches;

  private SweepSum(Sweep sweep, List<Batch> batches, List<Listed> others) {
    this.sweep = sweep;
    this.others = others;
    this.batches = batches.size();
  }

  /// Reads what the batches left. Of what a batch did not leave, the last looks are taken.
  static SweepSum of(Sweep sweep, SweepFiles files, Looks looks) {
    List<Batch> batches = files.batches(sweep.id());
    SweepSum sum = new SweepSum(sweep, batches, files.others(sweep.id()));
    for (Batch batch : batches) {
      Optional<BatchResult> result = files.result(sweep.id(), batch.number());
      sum.add(batch, result, looks);
    }
    return sum;
  }

  private void add(Batch batch, Optional<BatchResult> found, Looks looks) {
    if (found.isEmpty()) {
      troubles.add("batch " + batch.number() + " did not come to its end");
    }
    found.ifPresent(result ->
        result.troubles().forEach(t -> troubles.add("batch " + batch.number() + ", " + t)));
    Map<ClusterId, Result> known =
        found.map(BatchResult::clusters).orElse(List.of()).stream()
            .collect(Collectors.toMap(Result::id, Function.identity()));
    for (Listed cluster : batch.clusters()) {
      Result result = known.get(cluster.id());
      if (result != null) {
        results.add(result);
        continue;
      }
      missed.add(cluster);
      looks
          .find(cluster.id())
          .ifPresent(look -> results.add(Results.of(cluster, look, Muting.NOTHING)));
    }
  }

  /// All clusters. What another sweep saw later stays.
  Coverage coverage(Optional<Coverage> before, Instant now) {
    Map<ClusterId, Entry> entries = new LinkedHashMap<>();
    others.forEach(cluster -> entries.put(cluster.id(), Results.notEligible(cluster)));
    results.forEach(result -> entries.put(result.id(), result.entry()));
    before.ifPresent(coverage -> coverage.entries().forEach(entry -> keepNewer(entry, entries)));
    return new Coverage(sweep.id(), now, List.copyOf(entries.values()));
  }

  private void keepNewer(Entry old, Map<ClusterId, Entry> entries) {
    Entry mine = entries.get(old.clusterId());
    boolean known = mine != null || !sweep.whole();
    if (known && (mine == null || isNewer(old.lookedAt(), mine.lookedAt()))) {
      entries.put(old.clusterId(), old);
    }
  }

  private static boolean isNewer(@Nullable Instant one, @Nullable Instant other) {
    return one != null && other != null && one.isAfter(other);
  }

  /// What clusters depend on. A sweep over all of them forgets what none does any more.
  Watched watched(Optional<Watched> before) {
    Map<String, List<ClusterId>> objects = new HashMap<>();
    if (!sweep.whole()) {
      before.ifPresent(watched -> objects.putAll(watched.objects()));
    }
    for (Result result : results) {
      for (String object : result.objects()) {
        List<ClusterId> clusters = new ArrayList<>(objects.getOrDefault(object, List.of()));
        clusters.add(result.id());
        objects.put(object, clusters);
      }
    }
    return new Watched(objects);
  }

  HygieneDigest digest() {
    HygieneDigest digest = HygieneDigest.empty();
    for (Result result : results) {
      digest = digest.with(result.id(), result.entry().name(), result.untidy());
    }
    return digest;
  }

  SweepSummary summary(@Nullable Instant toldAt, @Nullable Failure failure, Instant now) {
    Map<Protection, Integer> protections = new HashMap<>();
    results.forEach(result -> protections.merge(result.entry().protection(), 1, Integer::sum));
    others.forEach(_ -> protections.merge(Protection.NOT_ELIGIBLE, 1, Integer::sum));
    int looked = results.size();
    int unknown = unknown();
    return new SweepSummary(
        sweep.id(),
        sweep.startedAt(),
        now,
        looked + others.size(),
        protections,
        looked,
        count(Severity.ACCESS_LOST),
        count(Severity.EXPOSED),
        unknown,
        count(Severity.HYGIENE),
        batches,
        troubles,
        failure != null || unseen() * 100 > looked * MOST_UNSEEN,
        toldAt,
        failure);
  }

  private int count(Severity severity) {
    return (int) results.stream().filter(r -> r.severities().contains(severity)).count();
  }

  private int unknown() {
    return (int)
        results.stream()
            .filter(r -> isUnseen(r) || r.severities().contains(Severity.UNKNOWN))
            .count();
  }

  /// Of these something could not be read. What is known and can never be decided is not among
  /// them: of that people are told cluster by cluster.
  private int unseen() {
    return (int) results.stream().filter(this::isUnseen).count();
  }

  private boolean isUnseen(Result result) {
    return result.entry().protection() == Protection.UNKNOWN
        || !result.causes().isEmpty()
        || missed.stream().anyMatch(cluster -> cluster.id().equals(result.id()));
  }

  /// Why clusters could not be judged, the most frequent first.
  List<String> causes() {
    Map<String, Long> counts =
        results.stream()
            .flatMap(result -> result.causes().stream())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    List<String> causes = new ArrayList<>(troubles);
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(cause -> causes.add(cause.getValue() + " times " + cause.getKey()));
    return causes;
  }

  List<String> troubles() {
    return List.copyOf(troubles);
  }
}
