package dev.cmek.shared.sweep;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.sweep.Coverage.Entry;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.Severity;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a batch brought to its sweep: `sweeps/work/<sweep id>/results/<number>.json` in the state
/// bucket.
///
/// @param clusters those that were looked at
/// @param troubles what went wrong with alerts or evidence; empty: nothing
record BatchResult(int number, List<Result> clusters, List<String> troubles) {

  BatchResult {
    clusters = List.copyOf(clusters);
    troubles = List.copyOf(troubles);
  }

  /// What a look at one cluster brought.
  ///
  /// @param objects the ARNs of the keys and roles that it depends on
  /// @param severities of what was found for sure and nobody muted
  /// @param untidy what is for the digest
  /// @param causes why something could not be read
  record Result(
      Entry entry,
      Set<String> objects,
      Set<Severity> severities,
      List<Finding> untidy,
      List<String> causes) {

    Result {
      objects = new TreeSet<>(objects);
      severities = new TreeSet<>(severities);
      untidy = List.copyOf(untidy);
      causes = List.copyOf(causes);
    }

    ClusterId id() {
      return entry.clusterId();
    }
  }
}
