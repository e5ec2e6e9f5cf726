package dev.cmek.shared.sweep;

import dev.cmek.shared.alert.AlertRules;
import dev.cmek.shared.alert.AlertState.Open;
import dev.cmek.shared.alert.AlertStates;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import dev.cmek.shared.sweep.Batch.Listed;
import dev.cmek.shared.verify.FindingId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks at the keys of a batch's clusters, and says at which of them to look a second time before
/// anybody is told. Changes nothing in the cloud.
public final class VerifyKeys implements Step<VerifyKeys.Input, VerifyKeys.Verified> {

  /// What it reads of the workflow's object.
  ///
  /// @param verified its own answer after the first look; absent: this is the first
  public record Input(
      Sweep sweep,
      Batch batch,
      StepResult<List<CmekAnswer>> cmek,
      @Nullable StepResult<Verified> verified)
      implements StepInput {

    @Override
    public @Nullable Run run() {
      return null;
    }
  }

  /// What a look brought.
  ///
  /// @param suspects the clusters whose access was lost, exposed or restored as far as one look can
  ///   tell; after a second look: none
  public record Verified(List<ClusterId> suspects) {

    public Verified {
      suspects = List.copyOf(suspects);
    }
  }

  private final Looking looking;
  private final AlertStates alerts;

  public VerifyKeys(Looking looking, AlertStates alerts) {
    this.looking = looking;
    this.alerts = alerts;
  }

  @Override
  public Outcome<Verified> run(Input input, Changes changes) {
    boolean second = input.verified() != null;
    Map<ClusterId, Listed> clusters =
        input.batch().clusters().stream()
            .collect(Collectors.toMap(Listed::id, Function.identity()));
    List<ClusterId> suspects = new ArrayList<>();
    for (CmekAnswer answer : input.cmek().value()) {
      Listed cluster = Optional.ofNullable(clusters.get(answer.clusterId())).orElseThrow();
      Look look = looking.look(input.sweep(), cluster, answer, second);
      if (!second && isSuspicious(look)) {
        suspects.add(look.clusterId());
      }
    }
    return new Done<>(new Verified(suspects));
  }

  /// Other than people know it. What nobody could see is not over.
  private boolean isSuspicious(Look look) {
    return switch (look.protection()) {
      case WORK_IN_PROGRESS, SUSPENDED, GONE, ELSEWHERE, NOT_ELIGIBLE -> false;
      case PROTECTED, PARTLY_PROTECTED, UNPROTECTED, UNKNOWN -> {
        Set<FindingId> found =
            look.findings().stream().map(FindingId::of).collect(Collectors.toSet());
        Set<FindingId> known =
            alerts.find(look.clusterId()).open().stream()
                .map(Open::finding)
                .filter(id -> Looking.isSerious(id.code().severity()))
                .collect(Collectors.toSet());
        boolean begins =
            found.stream()
                .filter(id -> Looking.isSerious(id.code().severity()))
                .anyMatch(id -> !known.contains(id));
        boolean ends =
            known.stream().anyMatch(id -> !found.contains(id) && AlertRules.couldSee(found, id));
        yield begins || ends;
      }
    };
  }
}
