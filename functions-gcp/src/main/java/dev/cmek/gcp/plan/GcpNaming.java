package dev.cmek.gcp.plan;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.plan.Naming;

/// What a cluster's objects are called in the project of its keys.
///
/// @param project its id
public record GcpNaming(String project) implements Naming {

  /// `cmek-<first 8>-<last 12 characters of the cluster id>`: 26 of the 30 characters that the id
  /// of a service account may have ("Create service accounts"). Two clusters that share both are
  /// told apart by the description.
  @Override
  public String principal(ClusterId cluster) {
    return "cmek-" + cluster.value().substring(0, 8) + "-" + cluster.value().substring(24);
  }

  /// `keyRings/cmek-<cluster id>/cryptoKeys/cmek`. The ring's name says whose it is: rings have no
  /// labels.
  @Override
  public String key(ClusterId cluster) {
    return "keyRings/cmek-" + cluster + "/cryptoKeys/cmek";
  }

  /// The service account's email, whether it is there or not.
  ///
  /// @param name as [#principal] gives it
  public ServiceAccountEmail account(String name) {
    return new ServiceAccountEmail(name, project);
  }

  /// The key's whole name, which is its uri.
  ///
  /// @param name as [#key] gives it
  public CryptoKeyName key(String location, String name) {
    return CryptoKeyName.parse("projects/" + project + "/locations/" + location + "/" + name);
  }
}
