package dev.cmek.local.run;

import dev.cmek.local.run.CloudApi.Cmek;
import dev.cmek.local.run.CloudApi.Region;
import dev.cmek.local.run.Screen.Paint;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/// What both clouds say of a cluster after its onboarding.
///
/// @param event what other systems were told
/// @param notice what people were told
record ClusterReport(
    SampleCluster cluster,
    Cmek cmek,
    CustomerCloud.Holdings holdings,
    Optional<Letter> event,
    Optional<Letter> notice) {

  private static final Duration TOLD_LIMIT = Duration.ofSeconds(15);

  static ClusterReport gather(
      SampleCluster cluster, CloudApi cloudApi, CustomerCloud cloud, Mailbox alerts) {
    Cmek cmek = cloudApi.cmek(cluster.id());
    return new ClusterReport(
        cluster,
        cmek,
        cloud.holdings(cluster, cmek),
        alerts.await(
            letter -> letter.eventType().isPresent() && letter.eventSubject().equals(cluster.id()),
            TOLD_LIMIT),
        alerts.await(
            letter -> letter.title().filter(title -> title.contains(cluster.id())).isPresent(),
            TOLD_LIMIT));
  }

  /// A table, a line per region.
  void show(Screen screen) {
    screen.line("");
    screen.line(
        "  "
            + screen.paint(Paint.BOLD, cluster.name())
            + "  "
            + cluster.id()
            + "  "
            + cluster.wish());
    screen.line(
        screen.paint(
            Paint.DIM, "    %-13s %-9s %-9s %s".formatted("region", "status", "rotation", "key")));
    for (Region region : cmek.regions()) {
      boolean on = region.status().equals("ENABLED");
      int rotationDays = holdings.rotationDays(region.name());
      screen.line(
          "    %-13s %s %-9s %s"
              .formatted(
                  region.name(),
                  screen.paint(on ? Paint.GREEN : Paint.RED, "%-9s".formatted(region.status())),
                  rotationDays == 0 ? "off" : rotationDays + " days",
                  region.keys().stream().map(CloudApi.Key::uri).collect(Collectors.joining(" "))));
    }
    screen.line("    %-13s %s".formatted(holdings.principalTitle(), holdings.principal()));
    screen.line(
        "    %-13s %s"
            .formatted(
                "announced",
                event.flatMap(Letter::eventType).orElse("nothing to other systems")
                    + " · "
                    + notice.flatMap(Letter::title).orElse("nothing to people")));
  }

  /// Whether the cluster has what was asked for.
  ///
  /// @param end how its run ended, if it has
  /// @param steps of the workflow
  Proof proof(Optional<Trail.End> end, int steps) {
    Proof proof =
        new Proof(
            "%s has CMEK in %d regions, by %s: the workflow took %d steps"
                .formatted(cluster.name(), cluster.regions().size(), keys(), steps));
    proof.expect(
        end.filter(Trail.End::succeeded).isPresent(),
        "its run succeeds",
        end.map(Trail.End::cause).orElse("still running"));
    proof.expect(cmek.status().equals("ENABLED"), "CMEK is ENABLED", cmek.status());
    proof.expect(
        cmek.regions().stream().map(Region::name).toList().equals(cluster.regions()),
        "CMEK covers all regions",
        cmek.regions());
    holdings.expect(proof);
    proof.expect(
        event.flatMap(Letter::eventType).orElse("").equals("dev.cmek.onboarding.completed.v1"),
        "other systems are told",
        event);
    proof.expect(
        notice.flatMap(Letter::title).orElse("").startsWith("CMEK ENABLED"),
        "people are told",
        notice);
    return proof;
  }

  private String keys() {
    return switch (cluster.strategy()) {
      case "MULTI_REGION_KEY" ->
          cluster.keyRegion().isEmpty()
              ? "one multi-Region key"
              : "one key in " + cluster.keyRegion();
      case "SINGLE_KEY" -> "one key";
      default -> "a key in each";
    };
  }
}
