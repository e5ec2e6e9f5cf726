package dev.cmek.shared.notify;

import dev.cmek.shared.cluster.Manifest;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.evidence.RunEnd;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Run;
import java.util.List;
import java.util.stream.Collectors;

/// How a run ended, for a person: on the topic and on the ticket that asked.
final class RunText {

  private RunText() {}

  /// One line.
  static String title(RunEnd end) {
    Run run = end.run();
    String cluster =
        end.target().map(Target::name).map(name -> name + " ").orElse("")
            + (run == null ? "" : "(" + run.clusterId() + ")");
    return "CMEK " + end.result() + ": " + (cluster.isEmpty() ? "no run began" : cluster);
  }

  /// The whole of it, its title first.
  static String of(RunEnd end) {
    Run run = end.run();
    StringBuilder text = new StringBuilder(title(end)).append("\n\n");
    end.why()
        .ifPresent(failure -> {
          text.append(failure.reason()).append(": ").append(failure.message()).append('\n');
          text.append("What to do: ").append(failure.remedy()).append("\n\n");
        });
    switch (end.result()) {
      case ENABLED -> text.append(regions(end.regionKeys()));
      case READY_TO_ENABLE ->
          text.append("Not enabled: ")
              .append(end.target().map(Target::held).orElse(""))
              .append("\nThe manifest, for POST /api/v1/clusters/<id>/cmek:\n")
              .append(Payloads.writeString(Manifest.of(end.regionKeys())))
              .append("\n\n");
      case PLANNED -> text.append(foretold(end.changes()));
      case VERIFIED, REFUSED, FAILED -> {}
    }
    if (run != null) {
      text.append("Asked by event ").append(run.eventId()).append(" of ").append(run.source());
      end.ticket().ifPresent(ticket -> text.append(", ticket ").append(ticket));
      text.append("\nRun ").append(run.id()).append(", attempt ").append(run.attempt());
      text.append("\nExecution ").append(run.execution()).append('\n');
    } else if (end.eventId() != null && end.source() != null) {
      text.append("Asked by event ").append(end.eventId().asText());
      text.append(" of ").append(end.source().asText()).append('\n');
    }
    return text.toString();
  }

  private static String regions(List<RegionKey> keys) {
    return keys.stream()
        .map(key -> key.region() + "  " + key.uri() + "\n    as " + key.principal() + "\n")
        .collect(Collectors.joining("", "", "\n"));
  }

  private static String foretold(List<Change> changes) {
    return changes.isEmpty()
        ? "A dry run: there is nothing to change.\n\n"
        : changes.stream()
            .map(c -> "  " + c.action() + "  " + c.object() + "  " + c.detail() + "\n")
            .collect(Collectors.joining("", "A dry run: it would change\n", "\n"));
  }
}
