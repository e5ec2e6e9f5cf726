package dev.cmek.shared.plan;

import dev.cmek.shared.state.Intent;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.StepResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Makes sure that grants stand: reads the policies, writes what is missing, reads it back. What a
/// policy is, and what must stand in it, is each cloud's own.
public final class Granting {

  /// A policy that is not as it must be.
  public interface Gap {

    /// What it says and what is wanted, with the object's name.
    String difference();

    /// Why nobody can write it as it must be; empty if one can.
    default Optional<Outcome<Access>> obstacle() {
      return Optional.empty();
    }

    /// Writes it as it must be.
    void close(Changes changes);
  }

  /// For whom, to whom and on what is granted.
  public record Grantees(
      Run run, Target target, StepResult<Principal> principal, List<ProvisionedKey> keys) {

    public Grantees {
      keys = List.copyOf(keys);
    }
  }

  private final Intents intents;
  private final InstantSource clock;

  public Granting(Intents intents, InstantSource clock) {
    this.intents = intents;
    this.clock = clock;
  }

  /// Closes the gaps, unless they are somebody's decision.
  ///
  /// @param gaps reads what is not as it must be, in the order in which it is to be written
  public Outcome<Access> grant(
      Grantees grantees, Supplier<? extends List<? extends Gap>> gaps, Changes changes) {
    Run run = grantees.run();
    List<? extends Gap> open = gaps.get();
    if (!open.isEmpty() && grantees.target().guarded() && !run.repair()) {
      return new Refused<>(
          Reason.ACCESS_CHANGED_BY_OTHERS,
          String.join("; ", open.stream().map(Gap::difference).toList()),
          Repair.REMEDY);
    }
    Optional<Outcome<Access>> obstacle =
        open.stream().flatMap(gap -> gap.obstacle().stream()).findFirst();
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    if (run.dryRun()) {
      open.forEach(gap -> gap.close(changes));
      return new Done<>(new Access(clock.instant(), clock.instant()));
    }
    // A trust that was put back spreads like a grant.
    if (!open.isEmpty() || !grantees.principal().changes().isEmpty()) {
      Instant now = clock.instant();
      Intent _ = intents.update(grantees.target().id(), intent -> intent.withGrantedAt(now));
      open.forEach(gap -> gap.close(changes));
      List<? extends Gap> left = gaps.get();
      if (!left.isEmpty()) {
        return new NotYet<>(
            Reason.ACCESS_SPREADING, "not to be read back yet: " + left.getFirst().difference());
      }
    }
    return new Done<>(new Access(clock.instant(), grantedAt(grantees)));
  }

  /// The youngest of everything that the vendor must come to see.
  private Instant grantedAt(Grantees grantees) {
    Stream<Instant> objects =
        Stream.concat(
            Stream.of(grantees.principal().value().createdAt()),
            grantees.keys().stream().map(ProvisionedKey::createdAt));
    Optional<Instant> granted =
        intents
            .find(grantees.target().id())
            .flatMap(i -> Optional.ofNullable(i.progress().grantedAt()));
    return Stream.concat(objects, granted.stream()).max(Instant::compareTo).orElseThrow();
  }
}
