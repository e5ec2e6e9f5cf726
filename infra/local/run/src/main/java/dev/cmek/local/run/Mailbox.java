package dev.cmek.local.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A queue that is read by people.
final class Mailbox {

  private final Supplier<List<Letter>> arrivals;
  private final List<Letter> letters = new ArrayList<>();

  /// @param arrivals looks for letters, waiting a little for some; may give one again
  Mailbox(Supplier<List<Letter>> arrivals) {
    this.arrivals = arrivals;
  }

  /// The first letter that fits, waiting for it that long.
  Optional<Letter> await(Predicate<Letter> fits, Duration limit) {
    Instant end = Instant.now().plus(limit);
    while (true) {
      Optional<Letter> found = letters.stream().filter(fits).findFirst();
      if (found.isPresent() || Instant.now().isAfter(end)) {
        return found;
      }
      fetch();
    }
  }

  /// The types of the events that came until now and begin so.
  List<String> eventTypes(String beginning) {
    fetch();
    return letters.stream()
        .flatMap(letter -> letter.eventType().stream())
        .filter(type -> type.startsWith(beginning))
        .toList();
  }

  private void fetch() {
    arrivals.get().stream().filter(letter -> !letters.contains(letter)).forEach(letters::add);
  }
}
