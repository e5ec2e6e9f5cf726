package dev.cmek.shared.sweep;

import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Memory;
import dev.cmek.shared.sweep.Batch.Listed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What the steps of a sweep leave for each other in the state bucket: `sweeps/work/<sweep id>/…`.
/// It is of no use after the sweep's end; beside that folder is what must last.
public final class SweepFiles {

  private static final String FOLDER = "sweeps/work/";

  private final Documents state;
  private final Memory<BatchResult> results;

  public SweepFiles(Documents state) {
    this.state = state;
    this.results = new Memory<>(state, BatchResult.class);
  }

  /// Where a sweep's batches are: the list that the workflow maps over.
  static String batchesPath(String sweep) {
    return FOLDER + sweep + "/batches.json";
  }

  /// Writes the batches, unless an earlier attempt did.
  ///
  /// @return those that are there now
  List<Batch> batches(String sweep, List<Batch> batches) {
    boolean _ = state.create(batchesPath(sweep), Payloads.writeString(batches));
    return batches(sweep);
  }

  /// The batches; empty if the sweep did not come to them.
  List<Batch> batches(String sweep) {
    return List.of(read(batchesPath(sweep), Batch[].class).orElse(new Batch[0]));
  }

  /// Writes the clusters that are in no batch, unless an earlier attempt did.
  void others(String sweep, List<Listed> clusters) {
    boolean _ = state.create(othersPath(sweep), Payloads.writeString(clusters));
  }

  /// The clusters that are in no batch: they can't have CMEK here.
  List<Listed> others(String sweep) {
    return List.of(read(othersPath(sweep), Listed[].class).orElse(new Listed[0]));
  }

  void put(String sweep, BatchResult result) {
    BatchResult _ = results.update(resultPath(sweep, result.number()), _ -> result);
  }

  Optional<BatchResult> result(String sweep, int number) {
    return results.find(resultPath(sweep, number));
  }

  private <T> Optional<T> read(String path, Class<T> type) {
    return state
        .find(path)
        .map(document -> Payloads.read(document.json().getBytes(StandardCharsets.UTF_8), type));
  }

  private static String othersPath(String sweep) {
    return FOLDER + sweep + "/others.json";
  }

  private static String resultPath(String sweep, int number) {
    return FOLDER + sweep + "/results/" + number + ".json";
  }
}
