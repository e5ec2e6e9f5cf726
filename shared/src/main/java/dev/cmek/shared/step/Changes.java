package dev.cmek.shared.step;

import java.util.ArrayList;
import java.util.List;

/// The only way to write: makes each [Write], or foretells it in a dry run, and keeps the list.
public interface Changes {

  /// Makes the change and gives its result; in a dry run gives the foretold one.
  <T> T make(Write<T> write);

  /// What was made or foretold so far, in order. A change whose call failed is not in it.
  List<Change> list();

  /// Changes for a run that is a dry run or not.
  static Changes of(boolean dryRun) {
    return new Recording(dryRun);
  }

  /// Keeps the list, and runs the writes unless it is a dry run.
  final class Recording implements Changes {

    private final boolean dryRun;
    private final List<Change> list = new ArrayList<>();

    private Recording(boolean dryRun) {
      this.dryRun = dryRun;
    }

    @Override
    public <T> T make(Write<T> write) {
      T result = dryRun ? write.foretold() : write.run();
      list.add(write.change());
      return result;
    }

    @Override
    public List<Change> list() {
      return List.copyOf(list);
    }
  }
}
