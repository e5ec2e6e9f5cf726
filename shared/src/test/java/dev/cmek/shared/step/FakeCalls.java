package dev.cmek.shared.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The calls to a cloud in memory: those that were made, and the troubles that a test asks for.
public abstract class FakeCalls {

  private final List<String> reads = new ArrayList<>();
  private final List<String> writes = new ArrayList<>();
  private final Map<String, Trouble> troubles = new HashMap<>();
  private final Map<String, Integer> lost = new HashMap<>();
  private Consumer<String> gate = _ -> {};

  private record Trouble(int calls, Stop with) {}

  /// Each call passes here first, by its action: to let time pass, or to throw what it ends with.
  public final void beforeEachCall(Consumer<String> passing) {
    gate = passing;
  }

  /// The next calls of an action, such as `kms:CreateKey`, end so and do nothing.
  public final void stopNext(String action, int calls, Stop with) {
    troubles.put(action, new Trouble(calls, with));
  }

  /// The next write of an action is made, but its answer is lost.
  public final void loseAnswer(String action) {
    lost.merge(action, 1, Integer::sum);
  }

  /// The actions of all writes that were made, in order.
  public final List<String> writes() {
    return List.copyOf(writes);
  }

  /// How often this action, a read or a write, was made.
  public final long count(String action) {
    return Stream.concat(reads.stream(), writes.stream()).filter(action::equals).count();
  }

  /// A read as the cloud serves it.
  public final <T> T read(String action, Supplier<T> read) {
    stopIfAsked(action);
    T answer = read.get();
    reads.add(action);
    return answer;
  }

  /// A write as the cloud serves it.
  public final <T> T write(String action, Supplier<T> write) {
    stopIfAsked(action);
    T answer = write.get();
    writes.add(action);
    if (lost.getOrDefault(action, 0) > 0) {
      lost.merge(action, -1, Integer::sum);
      throw Stop.notYet(
          Reason.SERVICE_UNAVAILABLE, action + ": Unable to execute HTTP request: Read timed out");
    }
    return answer;
  }

  private void stopIfAsked(String action) {
    gate.accept(action);
    Trouble trouble = troubles.get(action);
    if (trouble != null && trouble.calls() > 0) {
      troubles.put(action, new Trouble(trouble.calls() - 1, trouble.with()));
      throw trouble.with();
    }
  }
}
