package dev.cmek.shared.sweep;

import dev.cmek.shared.cluster.ClusterId;
import java.util.List;

/// Clusters that are looked at one after the other.
///
/// @param number from 1, unique within its sweep
public record Batch(int number, List<Listed> clusters) {

  public Batch {
    clusters = List.copyOf(clusters);
  }

  /// A cluster as the Cloud API listed it when the sweep began.
  ///
  /// @param plan `ADVANCED` may have CMEK, `BASIC` and `STANDARD` may not
  /// @param cloud `AWS`, `GCP` or `AZURE`
  /// @param state such as `CREATED` or `LOCKED`; or [#UNLISTED]
  /// @param accountId the vendor's cloud account that hosts it; empty if the API names none
  /// @param regions their names
  public record Listed(
      ClusterId id,
      String name,
      String plan,
      String cloud,
      String state,
      String accountId,
      List<String> regions) {

    /// The state of one that the last sweep knew and the API does not list any more.
    public static final String UNLISTED = "UNLISTED";

    public Listed {
      regions = List.copyOf(regions);
    }

    boolean isGone() {
      return state.equals("DELETED") || state.equals("CREATION_FAILED");
    }

    boolean isListed() {
      return !state.equals(UNLISTED);
    }
  }
}
