package dev.cmek.local.run;

/// An event for a cluster that nobody knows, and one that has a mistake in it.
///
/// @param told about the unknown cluster
/// @param rejected about the mistake
record GoogleRefused(
    GoogleEnded unknown, Letter told, String mistake, Letter deadLetter, Letter rejected) {

  static final String UNKNOWN = "00000000-1111-4222-8333-444444444444";

  static GoogleRefused play(GoogleTestCloud cloud) {
    String mistake = Half.GOOGLE_CLOUD.mistake(cloud.checkout());
    var _ = cloud.send(mistake);
    GoogleEnded unknown = cloud.run(new Order("unknown", UNKNOWN, "{}").body(), UNKNOWN, 1);
    return new GoogleRefused(
        unknown,
        cloud.awaitAlert(UNKNOWN, "dev.cmek.onboarding.refused.v1"),
        mistake,
        cloud.awaitDeadLetter(mistake),
        cloud.awaitAlert("data.clusterId", "dev.cmek.onboarding.rejected.v1"));
  }
}
