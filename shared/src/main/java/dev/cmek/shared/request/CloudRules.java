package dev.cmek.shared.request;

import dev.cmek.shared.cluster.CloudProvider;
import java.util.regex.Pattern;

/// What requests may ask for on one cloud only.
///
/// @param labelWords what keys and values of labels may look like, for people
/// @param choosesGrant there is more than one place for the grant
record CloudRules(
    Pattern labelKey,
    Pattern labelValue,
    String labelWords,
    int leastRotationDays,
    int mostRotationDays,
    boolean choosesGrant,
    String exampleRegion) {

  /// Tags of IAM and KMS ("Tagging IAM resources", "Tagging keys"); rotation from 90 to 2560 days
  /// ("EnableKeyRotation", RotationPeriodInDays).
  private static final CloudRules AWS =
      new CloudRules(
          Pattern.compile("[\\p{L}\\p{N}_.:/=+@-]{1,128}"),
          Pattern.compile("[\\p{L}\\p{N} _.:/=+@-]{1,256}"),
          "keys (1 to 128 characters) and values (1 to 256) may have letters, digits and"
              + " _.:/=+@-, values also spaces",
          90,
          2560,
          true,
          "eu-west-1");

  /// Labels of Cloud KMS ("Creating and managing labels"); rotation from a day to a hundred years
  /// ("CryptoKey", rotationPeriod).
  private static final CloudRules GCP =
      new CloudRules(
          Pattern.compile("[a-z][a-z0-9_-]{0,62}"),
          Pattern.compile("[a-z0-9_-]{1,63}"),
          "keys and values may have 1 to 63 lower-case letters, digits, _ and -, keys begin with a"
              + " letter",
          1,
          36_500,
          false,
          "europe-west1");

  static CloudRules of(CloudProvider cloud) {
    return switch (cloud) {
      case AWS -> AWS;
      case GCP -> GCP;
    };
  }
}
