package dev.cmek.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// What was changed over the API, the oldest first.
final class AuditLog {
  private static final int USUAL_LIMIT = 200;

  private final List<Entry> entries = new ArrayList<>();

  synchronized void add(
      Instant at, String action, SimulatedCluster cluster, Caller caller, Call call) {
    ObjectNode json =
        Json.object()
            .put("id", UUID.randomUUID().toString())
            .put("created_at", at.toString())
            .put("action", action)
            .put("cluster_id", cluster.id())
            .put("cluster_name", cluster.name())
            .put("service_account_name", caller.name().toLowerCase(Locale.ROOT))
            .put("source", "AUDIT_LOG_SOURCE_CC_API")
            .put("payload", call.body());
    entries.add(new Entry(at, json));
  }

  /// Entries after the time (or before it, if descending), the nearest first; entries of one time
  /// always come together.
  synchronized ObjectNode read(Optional<Instant> startingFrom, boolean descending, int limit) {
    List<Entry> wanted =
        (descending ? entries.reversed() : entries)
            .stream()
                .filter(
                    entry -> startingFrom.isEmpty() || entry.beyond(startingFrom.get(), descending))
                .toList();
    int end = Math.min(limit == 0 ? USUAL_LIMIT : limit, wanted.size());
    while (end > 0
        && end < wanted.size()
        && wanted.get(end).at().equals(wanted.get(end - 1).at())) {
      end++;
    }
    ArrayNode part = Json.array();
    wanted.subList(0, end).forEach(entry -> part.add(entry.json().deepCopy()));
    ObjectNode answer = Json.object().set("entries", part);
    boolean atTheBeginningOfTime = descending && end == wanted.size();
    Optional<Instant> last = end == 0 ? startingFrom : Optional.of(wanted.get(end - 1).at());
    return answer.put(
        "next_starting_from", atTheBeginningOfTime ? null : last.orElse(Instant.EPOCH).toString());
  }

  private record Entry(Instant at, JsonNode json) {

    boolean beyond(Instant time, boolean descending) {
      return descending ? at.isBefore(time) : at.isAfter(time);
    }
  }
}
