package dev.cmek.local.gcp.project;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The projects.
public final class Projects {

  private final Map<String, Long> numbers = new ConcurrentHashMap<>();

  /// Makes sure a project exists.
  ///
  /// @param id such as `cmek-local`
  public void add(String id, long number) {
    if (!id.matches("[a-z][a-z0-9-]{4,28}[a-z0-9]")) {
      throw new IllegalArgumentException("not a project id: " + id);
    }
    Long before = numbers.putIfAbsent(id, number);
    if (before != null && before != number) {
      throw new IllegalArgumentException("project " + id + " has the number " + before);
    }
  }

  /// Whether there is a project of that id.
  public boolean has(String id) {
    return numbers.containsKey(id);
  }

  /// A project's number.
  public Optional<Long> number(String id) {
    return Optional.ofNullable(numbers.get(id));
  }

  /// Whether there is a project of that number.
  public boolean hasNumber(long number) {
    return numbers.containsValue(number);
  }
}
