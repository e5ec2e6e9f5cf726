package dev.cmek.local.run;

import dev.cmek.local.run.Screen.Paint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sentence about what happened, true only if everything holds that makes it true.
final class Proof {

  private final String claim;
  private final List<String> missing = new ArrayList<>();

  Proof(String claim) {
    this.claim = claim;
  }

  /// @param fact what must hold, as a sentence
  /// @param found what was found, shown if it does not hold
  void expect(boolean holds, String fact, @Nullable Object found) {
    if (!holds) {
      missing.add(fact + " (found: " + found + ")");
    }
  }

  boolean holds() {
    return missing.isEmpty();
  }

  /// The facts that do not hold, with what was found.
  List<String> missing() {
    return List.copyOf(missing);
  }

  void show(Screen screen) {
    if (holds()) {
      screen.event(screen.paint(Paint.GREEN, "✓") + " ", claim);
      return;
    }
    screen.event(screen.paint(Paint.RED, "✗") + " ", "Not so: " + claim);
    missing.forEach(fact -> screen.event("  ", screen.paint(Paint.RED, "missing: ") + fact));
  }
}
