package dev.cmek.shared.callback;

import dev.cmek.shared.step.Stop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps what was sent, with the troubles that a test asks for.
public final class FakeCallbacks implements Callbacks {

  private final List<Callback> all = new ArrayList<>();
  private int stops;
  private @Nullable Stop stop;

  /// The next callbacks are not taken.
  public void stopNext(int calls, Stop with) {
    stops = calls;
    stop = with;
  }

  /// What was sent, the oldest first.
  public List<Callback> all() {
    return List.copyOf(all);
  }

  /// The one callback that was sent.
  public Callback only() {
    if (all.size() != 1) {
      throw new AssertionError("sent " + all.size() + " times: " + all);
    }
    return all.getFirst();
  }

  @Override
  public void send(Callback callback) {
    if (stops > 0 && stop != null) {
      stops--;
      throw stop;
    }
    all.add(callback);
  }
}
