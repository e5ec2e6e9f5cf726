package dev.cmek.local.run;

/// An event for a cluster that the Cloud API does not know; it came in one batch with a message
/// that is no event.
record UnknownCluster(Ended refused) {

  static final String CLUSTER = "00000000-1111-4222-8333-444444444444";
  static final Order ORDER = new Order("unknown-cluster", CLUSTER, "{}");

  /// Waits for the end of the event that was sent beside others.
  static UnknownCluster play(TestCloud cloud) {
    return new UnknownCluster(cloud.awaitEnd(CLUSTER, 1));
  }
}
