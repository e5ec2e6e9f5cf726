package dev.cmek.shared.cluster;

import dev.cmek.shared.step.Write;
import java.util.List;
import java.util.Optional;

/// The CockroachDB Cloud API, in the calls that this system makes.
///
/// Every call may end in a `Stop`: throttled, locked or unreachable is `NotYet`, a refused API key
/// or a missing role is `Refused`.
public interface ClusterApi {

  /// The cluster; absent if the API key sees none by this id. A deleted one is still there.
  Optional<Cluster> find(ClusterId id);

  /// A page of the clusters that the API key sees, without deleted and failed ones. [#find] is the
  /// truth about a single one.
  ///
  /// @param page empty for the first, else what the page before names
  ClusterPage list(String page);

  /// The organization that the API key belongs to.
  Organization organization();

  /// What CMEK of the cluster looks like; [Cmek#NEVER_ENABLED] if there is none.
  Cmek cmek(ClusterId id);

  /// Enables CMEK with a key for every region (POST). See [EnableRefused].
  Write<Cmek> enable(ClusterId id, List<RegionKey> keys);

  /// Sets the keys of some regions (PUT), also to have an unchanged key wrapped anew. See
  /// [EnableRefused].
  Write<Cmek> update(ClusterId id, List<RegionKey> keys);
}
