package dev.cmek.local.run;

/// A cluster of one region: first made ready without enabling, then enabled with the other grant
/// and a label more, as long as nobody depends on the first choice.
///
/// @param beforeEnabling after the first run
record OneRegion(Ended ready, Standing beforeEnabling, Ended enabled, Standing standing) {

  static final String CLUSTER = "9a1f0b77-43d5-4c39-b1d4-0f5e8a6c2d11";
  static final String REGION = "us-west-2";

  static OneRegion play(TestCloud cloud) {
    cloud.cloudApi().addCluster(CLUSTER, "reports-prod", REGION);
    var _ =
        cloud.send(
            new Order(
                    "ready",
                    CLUSTER,
                    """
                    {"keyStrategy":"SINGLE_KEY","accessGrant":"ROLE_POLICY","enable":false}
                    """)
                .body());
    Ended ready = cloud.awaitEnd(CLUSTER, 1);
    Standing beforeEnabling = cloud.standing(CLUSTER);

    var _ =
        cloud.send(
            new Order(
                    "enable",
                    CLUSTER,
                    """
                    {"keyStrategy":"SINGLE_KEY","accessGrant":"KEY_POLICY","labels":{"team":"bi"}}
                    """)
                .body());
    return new OneRegion(
        ready, beforeEnabling, cloud.awaitEnd(CLUSTER, 2), cloud.standing(CLUSTER));
  }
}
