package dev.cmek.shared.state;

import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Documents.Document;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/// Values of one kind in the state bucket, changed by compare and set.
///
/// @param <T> what a document holds
public final class Memory<T> {

  private static final int TRIES = 8;

  private final Documents documents;
  private final Class<T> type;

  public Memory(Documents documents, Class<T> type) {
    this.documents = documents;
    this.type = type;
  }

  public Optional<T> find(String path) {
    return documents.find(path).map(this::value);
  }

  /// Reads, changes and writes, again if somebody else wrote in between.
  ///
  /// @param change gets what is there, if anything, and gives what shall be there; giving what is
  ///   there writes nothing. It may run several times.
  /// @return what is there afterwards
  public T update(String path, Function<Optional<T>, T> change) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Document> found = documents.find(path);
      Optional<T> before = found.map(this::value);
      T after = change.apply(before);
      if (before.isPresent() && before.get().equals(after)) {
        return after;
      }
      String json = Payloads.writeString(after);
      boolean written =
          found.isPresent()
              ? documents.replace(path, json, found.get().version())
              : documents.create(path, json);
      if (written) {
        return after;
      }
    }
    throw Stop.notYet(Reason.CLUSTER_BUSY, path + " is written by others all the time");
  }

  private T value(Document document) {
    return Payloads.read(document.json().getBytes(StandardCharsets.UTF_8), type);
  }
}
