package dev.cmek.local.run;

import dev.cmek.local.run.CloudApi.Cmek;
import dev.cmek.local.run.CloudApi.Region;
import dev.cmek.local.run.CustomerAws.RoleView;
import dev.cmek.local.run.Mailbox.Letter;
import dev.cmek.local.run.Screen.Paint;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What both clouds say of a cluster after its onboarding.
///
/// @param keys by region
/// @param role absent if the regions do not agree on one
/// @param event what the bus was told
/// @param notice what people were told
record ClusterReport(
    SampleCluster cluster,
    Cmek cmek,
    Map<String, CustomerAws.Key> keys,
    Optional<RoleView> role,
    Optional<Letter> event,
    Optional<Letter> notice) {

  private static final Duration TOLD_LIMIT = Duration.ofSeconds(15);
  private static final int ROTATION_DAYS = 365;

  static ClusterReport gather(
      SampleCluster cluster, CloudApi cloudApi, CustomerAws aws, Mailbox alerts) {
    Cmek cmek = cloudApi.cmek(cluster.id());
    Map<String, CustomerAws.Key> keys = new TreeMap<>();
    Set<String> principals = new HashSet<>();
    for (Region region : cmek.regions()) {
      for (CloudApi.Key key : region.keys()) {
        keys.put(region.name(), aws.key(key.uri()));
        principals.add(key.principal());
      }
    }
    return new ClusterReport(
        cluster,
        cmek,
        keys,
        principals.size() == 1
            ? Optional.of(aws.role(principals.iterator().next()))
            : Optional.empty(),
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
      CustomerAws.Key key = keys.get(region.name());
      screen.line(
          "    %-13s %s %-9s %s"
              .formatted(
                  region.name(),
                  screen.paint(on ? Paint.GREEN : Paint.RED, "%-9s".formatted(region.status())),
                  key == null || key.rotationDays() == 0 ? "off" : key.rotationDays() + " days",
                  region.keys().stream().map(CloudApi.Key::uri).collect(Collectors.joining(" "))));
    }
    screen.line("    %-13s %s".formatted("role", role.map(RoleView::arn).orElse("none")));
    screen.line(
        "    %-13s %s"
            .formatted(
                "announced",
                event.flatMap(Letter::eventType).orElse("nothing on the bus")
                    + " · "
                    + notice.flatMap(Letter::title).orElse("nothing on the topic")));
  }

  /// Whether the cluster has what was asked for.
  ///
  /// @param end how its run ended, if it has
  Proof proof(Optional<Trail.End> end, int statesEntered) {
    boolean copied = cluster.wish().startsWith("MULTI_REGION_KEY");
    boolean single = cluster.wish().startsWith("SINGLE_KEY");
    Proof proof =
        new Proof(
            "%s has CMEK in %d regions, by %s: %d states entered"
                .formatted(
                    cluster.name(),
                    SampleCluster.REGIONS.size(),
                    copied ? "one multi-Region key" : single ? "one key" : "a key in each",
                    statesEntered));
    proof.expect(
        end.filter(Trail.End::succeeded).isPresent(),
        "its run succeeds",
        end.map(Trail.End::cause).orElse("still running"));
    proof.expect(cmek.status().equals("ENABLED"), "CMEK is ENABLED", cmek.status());
    proof.expect(
        cmek.regions().stream().map(Region::name).toList().equals(SampleCluster.REGIONS),
        "CMEK covers all regions",
        cmek.regions());
    cmek.regions().forEach(region -> expectKey(proof, region, single ? "" : region.name(), copied));
    expectRole(proof);
    long distinct =
        cmek.regions().stream()
            .flatMap(region -> region.keys().stream())
            .map(key -> key.uri().substring(key.uri().lastIndexOf('/')))
            .distinct()
            .count();
    proof.expect(
        distinct == (copied || single ? 1 : SampleCluster.REGIONS.size()),
        copied || single ? "the keys are one" : "no key is used twice",
        distinct);
    proof.expect(
        event.flatMap(Letter::eventType).orElse("").equals("dev.cmek.onboarding.completed.v1"),
        "the bus is told",
        event);
    proof.expect(
        notice.flatMap(Letter::title).orElse("").startsWith("CMEK ENABLED"),
        "people are told",
        notice);
    return proof;
  }

  /// @param place of the key; empty: any region's
  private void expectKey(Proof proof, Region region, String place, boolean multiRegion) {
    CustomerAws.Key key = keys.get(region.name());
    boolean fits =
        region.status().equals("ENABLED")
            && region.keys().size() == 1
            && region
                .keys()
                .getFirst()
                .uri()
                .matches(
                    "arn:aws:kms:%s:%s:.*"
                        .formatted(place.isEmpty() ? "[^:]+" : place, LocalCloud.CUSTOMER_ACCOUNT))
            && key != null
            && key.enabled()
            && key.multiRegion() == multiRegion
            && key.rotationDays() == ROTATION_DAYS;
    proof.expect(
        fits, region.name() + " uses an enabled, rotated key of its place", region + " " + key);
  }

  private void expectRole(Proof proof) {
    boolean fits =
        role.filter(found ->
                found.arn().endsWith(":role/cockroachdb-cmek/" + cluster.objectName())
                    && found.trust().contains(LocalCloud.VENDOR_ACCOUNT)
                    && found.trust().contains(SampleCluster.ORGANIZATION)
                    && !found.boundary().isEmpty())
            .isPresent();
    proof.expect(
        fits, "the role is bounded and trusts the vendor's account with its external id", role);
  }
}
