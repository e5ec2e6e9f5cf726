package dev.cmek.shared.state;

import dev.cmek.shared.cluster.ClusterId;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The intents of all clusters in the state bucket.
public final class Intents {

  private final Memory<Intent> memory;

  public Intents(Documents state) {
    this.memory = new Memory<>(state, Intent.class);
  }

  public Optional<Intent> find(ClusterId cluster) {
    return memory.find(path(cluster));
  }

  /// Sees to it that there is an intent; see [Memory#update].
  public Intent ensure(ClusterId cluster, Function<Optional<Intent>, Intent> change) {
    return memory.update(path(cluster), change);
  }

  /// Changes an intent that `FetchCluster` made earlier in the run.
  public Intent update(ClusterId cluster, UnaryOperator<Intent> change) {
    return memory.update(
        path(cluster),
        found ->
            change.apply(
                found.orElseThrow(
                    () -> new IllegalStateException("cluster " + cluster + " has no intent"))));
  }

  private static String path(ClusterId cluster) {
    return "clusters/" + cluster + "/intent.json";
  }
}
