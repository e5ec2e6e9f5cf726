package dev.cmek.local.gcp.iam;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The latest calls, the oldest first.
public final class Calls {

  private static final int CAPACITY = 100_000;

  private final Deque<Call> latest = new ArrayDeque<>();

  synchronized void add(Call call) {
    if (latest.size() == CAPACITY) {
      latest.removeFirst();
    }
    latest.addLast(call);
  }

  public synchronized List<Call> all() {
    return List.copyOf(latest);
  }

  public synchronized void clear() {
    latest.clear();
  }
}
