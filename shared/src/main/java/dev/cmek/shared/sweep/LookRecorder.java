package dev.cmek.shared.sweep;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.evidence.Chain;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Memory;
import dev.cmek.shared.sweep.LookEvidence.Heartbeat;
import dev.cmek.shared.verify.FindingId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps evidence of looks: a record when what was found or what it was judged from has changed,
/// and once a day that it has not.
final class LookRecorder {

  /// What is on record: `clusters/<cluster id>/recorded.json` in the state bucket.
  ///
  /// @param digest of what was found and of the facts
  /// @param path of the record that still holds
  /// @param at when the cluster was last recorded, with a change or without
  record Recorded(String digest, String path, Instant at) {}

  private final Chain chain;
  private final Memory<Recorded> memory;

  LookRecorder(Documents evidence, Documents state) {
    this.chain = new Chain(evidence, state);
    this.memory = new Memory<>(state, Recorded.class);
  }

  /// Makes sure that the look is on record, if it must be.
  ///
  /// @param run that asked for it and may point to the record, even if nothing changed
  void record(Look look, @Nullable String run) {
    Optional<Recorded> last = memory.find(path(look.clusterId()));
    if (last.isEmpty() && look.facts() == null) {
      return; // it never was this deployment's business
    }
    String digest = digest(look);
    if (run != null || last.filter(r -> r.digest().equals(digest)).isEmpty()) {
      String path = append(look, run, null);
      remember(look, new Recorded(digest, path, look.at()));
    } else if (day(last.get().at()).isBefore(day(look.at())) && look.facts() != null) {
      String holds = last.get().path();
      String _ = append(look, run, holds);
      remember(look, new Recorded(digest, holds, look.at()));
    }
  }

  private String append(Look look, @Nullable String run, @Nullable String unchangedSince) {
    String cluster = "clusters/" + look.clusterId();
    // A sweep may look twice, and another one record the first look in between.
    String path = cluster + "/looks/" + look.at().toEpochMilli() + "-" + look.sweep() + ".json";
    return chain
        .append(
            cluster,
            path,
            previous ->
                unchangedSince == null
                    ? LookEvidence.of(look, run, previous)
                    : Heartbeat.of(look, unchangedSince, previous))
        .path();
  }

  private void remember(Look look, Recorded recorded) {
    Recorded _ = memory.update(path(look.clusterId()), _ -> recorded);
  }

  private static String digest(Look look) {
    return Digest.sha256(
        Payloads.canonical(
            Map.of(
                "protection",
                look.protection(),
                "keys",
                look.keys(),
                "findings",
                look.findings().stream()
                    .map(FindingId::of)
                    .map(FindingId::toString)
                    .sorted()
                    .toList(),
                "facts",
                Optional.ofNullable(look.facts()).map(Object::toString).orElse(""))));
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  private static String path(ClusterId cluster) {
    return "clusters/" + cluster + "/recorded.json";
  }
}
