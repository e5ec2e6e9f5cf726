package dev.cmek.shared.state;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.state.Engine.Execution;
import java.time.Instant;
import java.util.Optional;

/// One writing execution per cluster at a time: `clusters/<cluster id>/lease.json`; and one sweep
/// over all of them: `sweeps/lease.json`.
///
/// No lease runs out by itself: it is taken over only when the engine says that its holder will
/// never do anything again.
public final class Leases {

  /// Who may write.
  ///
  /// @param execution the engine's id of the holder
  /// @param released the holder is done
  record Lease(String execution, Instant since, boolean released) {}

  private static final String SWEEP = "sweeps/lease.json";

  private final Memory<Lease> memory;

  public Leases(Documents state) {
    this.memory = new Memory<>(state, Lease.class);
  }

  /// Takes a cluster's lease, or says who has it.
  ///
  /// @return the execution that holds it now: the caller's, if it was to be had
  public String take(ClusterId cluster, String execution, Instant now, Engine engine) {
    return take(path(cluster), execution, now, engine);
  }

  /// The same with the lease of the sweep.
  public String takeSweep(String execution, Instant now, Engine engine) {
    return take(SWEEP, execution, now, engine);
  }

  /// Whether an execution works on the cluster.
  public boolean isTaken(ClusterId cluster, Engine engine) {
    return memory.find(path(cluster)).filter(lease -> isHeld(lease, engine)).isPresent();
  }

  /// Gives a cluster's lease back, if this execution has it.
  public void release(ClusterId cluster, String execution) {
    release(path(cluster), execution);
  }

  /// The same with the lease of the sweep.
  public void releaseSweep(String execution) {
    release(SWEEP, execution);
  }

  private String take(String path, String execution, Instant now, Engine engine) {
    return memory
        .update(
            path,
            found -> {
              if (found.isPresent()
                  && (found.get().execution().equals(execution) || isHeld(found.get(), engine))) {
                return found.get();
              }
              return new Lease(execution, now, false);
            })
        .execution();
  }

  private void release(String path, String execution) {
    if (memory.find(path).isEmpty()) {
      return;
    }
    Lease _ =
        memory.update(
            path,
            found -> {
              Lease lease = found.orElseThrow();
              return lease.execution().equals(execution)
                  ? new Lease(execution, lease.since(), true)
                  : lease;
            });
  }

  private static boolean isHeld(Lease lease, Engine engine) {
    if (lease.released()) {
      return false;
    }
    Optional<Execution> holder = engine.find(lease.execution());
    return holder.isPresent() && !holder.get().status().isTerminal();
  }

  private static String path(ClusterId cluster) {
    return "clusters/" + cluster + "/lease.json";
  }
}
