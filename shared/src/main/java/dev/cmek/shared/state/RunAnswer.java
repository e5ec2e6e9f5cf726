package dev.cmek.shared.state;

import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.step.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a run that ended can say to those who asked for it, beside its result.
///
/// @param regionKeys which region uses which key; empty: it did not come to that
/// @param changes what a dry run would change; empty for a run that makes its changes
/// @param failure why it did not do what was asked; absent if it did
public record RunAnswer(
    List<RegionKey> regionKeys, List<Change> changes, @Nullable Failure failure) {

  /// There is nothing to say.
  public static final RunAnswer NONE = new RunAnswer(List.of(), List.of(), null);

  public RunAnswer {
    regionKeys = List.copyOf(regionKeys);
    changes = List.copyOf(changes);
  }

  /// Why a run did not do what was asked.
  ///
  /// @param reason a `Reason`'s name, or a defect's own, such as `States.Timeout`
  /// @param remedy what a person can do
  public record Failure(String reason, String message, String remedy) {}
}
