package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/// Histories of real executions, as GetExecutionHistory gave them, without what [StateMachineTrail]
/// does not read.
final class RecordedHistory {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private RecordedHistory() {}

  static List<HistoryEvent> of(String name) {
    try (InputStream json = RecordedHistory.class.getResourceAsStream(name + ".json")) {
      List<HistoryEvent> events = new ArrayList<>();
      for (JsonNode event : MAPPER.readTree(Objects.requireNonNull(json, name))) {
        double seconds = ((ObjectNode) event).remove("timestamp").asDouble();
        HistoryEvent.Builder builder =
            MAPPER.treeToValue(event, HistoryEvent.serializableBuilderClass());
        events.add(builder.timestamp(Instant.ofEpochMilli((long) (seconds * 1000))).build());
      }
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
