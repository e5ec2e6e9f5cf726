package dev.cmek.local.run;

import dev.cmek.local.run.Screen.Paint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One cluster's onboarding, shown while it goes on: every answer of a function, and every region
/// whose key comes on.
final class Watch {

  /// The functions use the same API key, which has ten requests a second.
  private static final Duration CMEK_LOOK = Duration.ofSeconds(1);

  /// A message may hold a whole policy.
  private static final int LONGEST = 150;

  private final SampleCluster cluster;
  private final Paint paint;
  private final CustomerCloud cloud;
  private final CloudApi cloudApi;
  private final Screen screen;
  private final Instant since;
  private final Map<String, String> regions = new HashMap<>();
  private Instant cmekLook = Instant.EPOCH;
  private Optional<Trail> trail = Optional.empty();
  private String lastWait = "";

  /// @param since executions from before are another run's
  Watch(
      SampleCluster cluster,
      Paint paint,
      CustomerCloud cloud,
      CloudApi cloudApi,
      Screen screen,
      Instant since) {
    this.cluster = cluster;
    this.paint = paint;
    this.cloud = cloud;
    this.cloudApi = cloudApi;
    this.screen = screen;
    this.since = since;
  }

  /// Looks again and shows what is new.
  ///
  /// @return whether the run has ended
  boolean look() {
    if (trail.isEmpty()) {
      trail = cloud.onboarding(cluster.id(), since).map(cloud::trail);
      return false;
    }
    trail.get().follow().forEach(this::show);
    if (trail.get().running().equals("CheckCmek")) {
      showRegions();
    }
    return end().isPresent();
  }

  /// What it is doing, in short.
  String status() {
    String doing =
        trail.map(Trail::running).filter(step -> !step.isEmpty()).orElse("on its way to the door");
    return cluster.name() + ": " + (end().isPresent() ? "done" : doing);
  }

  SampleCluster cluster() {
    return cluster;
  }

  /// How it ended, if it has.
  Optional<Trail.End> end() {
    return trail.flatMap(Trail::end);
  }

  /// How many steps the workflow took.
  int steps() {
    return trail.map(Trail::steps).orElse(0);
  }

  private void show(Trail.Line line) {
    String before = lastWait;
    lastWait = line.outcome() == Trail.Outcome.NOT_YET ? wait(line) : "";
    if (!lastWait.isEmpty() && lastWait.equals(before)) {
      return; // asked again, waiting for the same
    }
    String text =
        switch (line.outcome()) {
          case DONE -> line.text();
          // of enabling, the Cloud API itself is shown
          case NOT_YET -> "not yet: " + line.text().replaceFirst("^(CMEK_IN_PROGRESS):.*", "$1");
          case FAILED -> "failed: " + line.text();
          case REFUSED -> "refused: " + line.text();
        };
    show(
        mark(line.outcome()),
        line.state(),
        line.place(),
        Screen.seconds(line.took()),
        shortened(text.replace(cluster.id(), cluster.name())));
  }

  /// Where it waits and for which reason.
  private static String wait(Trail.Line line) {
    return line.state() + line.place() + line.text().split(":", 2)[0];
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
  }

  private void showRegions() {
    if (cmekLook.plus(CMEK_LOOK).isAfter(Instant.now())) {
      return;
    }
    cmekLook = Instant.now();
    Map<String, List<String>> changed = new TreeMap<>();
    for (CloudApi.Region region : cloudApi.cmek(cluster.id()).regions()) {
      if (!region.status().equals(regions.put(region.name(), region.status()))) {
        changed.computeIfAbsent(region.status(), _ -> new ArrayList<>()).add(region.name());
      }
    }
    changed.forEach((status, names) -> {
      Paint look = status.equals("ENABLED") ? Paint.GREEN : Paint.YELLOW;
      show(
          screen.paint(look, "●"),
          "Cloud API",
          "",
          "",
          screen.paint(look, status) + " " + String.join(", ", names));
    });
  }

  private void show(String mark, String state, String place, String took, String text) {
    screen.event(
        "%s  %s %s  %s  %s  "
            .formatted(
                screen.paint(paint, "%-13s".formatted(cluster.name())),
                mark,
                "%-13s".formatted(state),
                "%-12s".formatted(place),
                screen.paint(Paint.DIM, "%6s".formatted(took))),
        text);
  }

  private String mark(Trail.Outcome outcome) {
    return switch (outcome) {
      case DONE -> screen.paint(Paint.GREEN, "✓");
      case NOT_YET -> screen.paint(Paint.YELLOW, "…");
      case FAILED -> screen.paint(Paint.RED, "!");
      case REFUSED -> screen.paint(Paint.RED, "✗");
    };
  }
}
