package dev.cmek.local.gcp.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What goes wrong next; used up by the calls that it meets.
public final class Faults {

  private final List<Fault> coming = new ArrayList<>();

  /// One more.
  public synchronized void add(Fault fault) {
    coming.add(fault);
  }

  /// What has met no call yet.
  public synchronized List<Fault> coming() {
    return List.copyOf(coming);
  }

  public synchronized void clear() {
    coming.clear();
  }

  /// Takes the next fault of a method.
  public synchronized Optional<Fault> meet(String method) {
    for (int i = 0; i < coming.size(); i++) {
      Fault fault = coming.get(i);
      if (fault.method().equals(method)) {
        if (fault.times() == 1) {
          coming.remove(i);
        } else {
          coming.set(
              i,
              new Fault(method, fault.times() - 1, fault.code(), fault.message(), fault.after()));
        }
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }
}
