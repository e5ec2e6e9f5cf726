package dev.cmek.shared.state;

import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A bucket in memory, with the troubles that a test asks for.
public final class FakeDocuments implements Documents {

  private final Map<String, Document> documents = new TreeMap<>();
  private final List<String> writes = new ArrayList<>();
  private int version;
  private int stops;
  private @Nullable Stop stop;
  private int writesUntilLoss;
  private @Nullable Runnable rival;

  /// The next calls of any kind end so, and do nothing.
  public void stopNext(int calls, Stop with) {
    stops = calls;
    stop = with;
  }

  /// The next write ends so, and is not made; reading goes on.
  public void stopNextWrite(Stop with) {
    beforeNextWrite(() -> {
      throw with;
    });
  }

  /// The nth write from now on is made, but its answer is lost.
  ///
  /// @param nth 1 for the next
  public void loseAnswerOfWrite(int nth) {
    writesUntilLoss = nth;
  }

  /// Just before the next write, after the reading that led to it, somebody else does this.
  public void beforeNextWrite(Runnable somebodyElse) {
    rival = somebodyElse;
  }

  /// The paths of the writes that were made, the oldest first.
  public List<String> writes() {
    return List.copyOf(writes);
  }

  /// What is there: JSON by path.
  public Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    documents.forEach((path, document) -> contents.put(path, document.json()));
    return contents;
  }

  @Override
  public Optional<Document> find(String path) {
    stopIfAsked();
    return Optional.ofNullable(documents.get(path));
  }

  @Override
  public boolean create(String path, String json) {
    startWrite();
    return !documents.containsKey(path) && write(path, json);
  }

  @Override
  public boolean replace(String path, String json, String version) {
    startWrite();
    Document found = documents.get(path);
    return found != null && found.version().equals(version) && write(path, json);
  }

  private void startWrite() {
    stopIfAsked();
    Runnable somebodyElse = rival;
    rival = null;
    if (somebodyElse != null) {
      somebodyElse.run();
    }
  }

  private boolean write(String path, String json) {
    version++;
    documents.put(path, new Document(json, "version-" + version));
    writes.add(path);
    writesUntilLoss--;
    if (writesUntilLoss == 0) {
      throw Stop.notYet(Reason.SERVICE_UNAVAILABLE, "the answer was lost");
    }
    return true;
  }

  private void stopIfAsked() {
    if (stops > 0 && stop != null) {
      stops--;
      throw stop;
    }
  }
}
