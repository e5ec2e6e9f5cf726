package dev.cmek.shared.alert;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Memory;
import java.util.Optional;
import java.util.function.Function;

/// What people know about each cluster, in the state bucket.
public final class AlertStates {

  private final Memory<AlertState> memory;

  public AlertStates(Documents state) {
    this.memory = new Memory<>(state, AlertState.class);
  }

  public AlertState find(ClusterId cluster) {
    return memory.find(path(cluster)).orElse(AlertState.NONE);
  }

  /// Notes what people know now; see [Memory#update].
  public AlertState update(ClusterId cluster, Function<Optional<AlertState>, AlertState> change) {
    return memory.update(path(cluster), change);
  }

  private static String path(ClusterId cluster) {
    return "clusters/" + cluster + "/alerts.json";
  }
}
