package dev.cmek.local.run;

import java.util.List;

/// A cluster with a key in each of three locations, onboarded by an event. Later its event comes
/// again, the same wish comes under another id, and another cluster's onboarding is planned only.
///
/// @param holdings what it had when its onboarding had ended
/// @param executions how many there were when the same event had come again
/// @param planned the dry run
/// @param callsBefore by anybody, until the repetitions
/// @param callsDuring by anybody, from then on
/// @param labelled by an event that asks for one more label
/// @param callsLabelling by anybody, meanwhile
record GoogleByEvent(
    GoogleEnded onboarded,
    Proof holdings,
    int executions,
    GoogleEnded underAnotherId,
    GoogleEnded planned,
    List<GoogleCall> callsBefore,
    List<GoogleCall> callsDuring,
    GoogleEnded labelled,
    List<GoogleCall> callsLabelling) {

  static final String PLANNED = "d17e90b2-6c45-4f3a-8b21-0a9f3c5e7d48";

  static GoogleEnded onboard(GoogleTestCloud cloud) {
    SampleCluster catalog = SampleCluster.catalog(cloud.checkout());
    cloud.cloudApi().add(catalog);
    return cloud.run(catalog.event(), catalog.id(), 1);
  }

  /// Plays the rest, while no other onboarding is under way: what is written is counted.
  static GoogleByEvent play(GoogleTestCloud cloud, GoogleEnded onboarded) {
    SampleCluster catalog = SampleCluster.catalog(cloud.checkout());
    Proof holdings = cloud.holdings(catalog);
    List<GoogleCall> callsBefore = cloud.calls();

    cloud.awaitAtTheDoor(cloud.send(catalog.event()), "KNOWN");
    int executions = cloud.executions(catalog.id()).size();
    cloud.admin().addCluster(PLANNED, "planned-prod", "europe-west1");
    var _ = cloud.send(new Order("planned", PLANNED, "{\"dryRun\":true}").body());
    GoogleEnded underAnotherId = cloud.run(catalog.asNewEvent().event(), catalog.id(), 2);
    GoogleEnded planned = cloud.awaitEnd(PLANNED, 1);
    List<GoogleCall> callsUntilLabelling = cloud.calls();

    String moreLabels =
        catalog.asNewEvent().event().replace("\"labels\":{", "\"labels\":{\"cost\":\"x7\",");
    GoogleEnded labelled = cloud.run(moreLabels, catalog.id(), 3);
    return new GoogleByEvent(
        onboarded,
        holdings,
        executions,
        underAnotherId,
        planned,
        callsBefore,
        since(callsBefore, callsUntilLabelling),
        labelled,
        since(callsUntilLabelling, cloud.calls()));
  }

  private static List<GoogleCall> since(List<GoogleCall> before, List<GoogleCall> all) {
    return all.subList(before.size(), all.size());
  }
}
