package dev.cmek.shared.step;

import java.util.function.Supplier;

/// A change that nobody has made yet. Ports give it, [Changes#make] makes it.
///
/// @param <T> what the change results in
public final class Write<T> {

  private final Change change;
  private final T foretold;
  private final Supplier<T> action;

  /// @param foretold what `action` will give, as far as it is known before
  /// @param action the call itself; may throw [Stop]
  public Write(Change change, T foretold, Supplier<T> action) {
    this.change = change;
    this.foretold = foretold;
    this.action = action;
  }

  Change change() {
    return change;
  }

  T foretold() {
    return foretold;
  }

  T run() {
    return action.get();
  }
}
