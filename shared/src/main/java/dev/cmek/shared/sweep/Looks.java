package dev.cmek.shared.sweep;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Memory;
import java.util.Optional;
import java.util.function.Function;

/// The last look at each cluster, in the state bucket.
public final class Looks {

  private final Memory<Look> memory;

  public Looks(Documents state) {
    this.memory = new Memory<>(state, Look.class);
  }

  public Optional<Look> find(ClusterId cluster) {
    return memory.find(path(cluster));
  }

  /// Puts a look in place of the one before; see [Memory#update].
  public Look update(ClusterId cluster, Function<Optional<Look>, Look> change) {
    return memory.update(path(cluster), change);
  }

  private static String path(ClusterId cluster) {
    return "clusters/" + cluster + "/look.json";
  }
}
