package dev.cmek.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The latest requests, the oldest first.
final class RequestLog {
  private static final int CAPACITY = 20_000;

  private final Deque<RecordedRequest> requests = new ArrayDeque<>();

  synchronized void add(RecordedRequest request) {
    if (requests.size() == CAPACITY) {
      requests.removeFirst();
    }
    requests.addLast(request);
  }

  synchronized List<RecordedRequest> all() {
    return List.copyOf(requests);
  }

  synchronized void clear() {
    requests.clear();
  }
}
