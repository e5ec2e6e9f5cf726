package dev.cmek.simulator;

import java.security.SecureRandom;
import java.util.HexFormat;

/// The secret keys of the simulator's three service accounts. Printing it shows none.
///
/// @param reader may list and get clusters, nodes and the organization (CLUSTER_DEVELOPER)
/// @param operator may also change clusters and their CMEK (CLUSTER_OPERATOR_WRITER)
/// @param administrator may read, and see the audit log (ORG_ADMIN)
public record ApiKeys(String reader, String operator, String administrator) {
  private static final String PREFIX = "CCDB1_";

  public ApiKeys {
    requireSecret("reader", reader);
    requireSecret("operator", operator);
    requireSecret("administrator", administrator);
  }

  /// Keys that nobody can guess.
  public static ApiKeys random() {
    return new ApiKeys(randomKey(), randomKey(), randomKey());
  }

  /// One key that nobody can guess.
  public static String randomKey() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return PREFIX + HexFormat.of().formatHex(bytes);
  }

  private static void requireSecret(String name, String key) {
    if (!key.startsWith(PREFIX) || key.length() < PREFIX.length() + 8) {
      throw new IllegalArgumentException(
          "the " + name + " key must be " + PREFIX + " and at least 8 characters");
    }
  }

  @Override
  public String toString() {
    return "ApiKeys[hidden]";
  }
}
