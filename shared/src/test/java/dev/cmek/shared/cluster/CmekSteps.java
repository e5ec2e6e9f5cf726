package dev.cmek.shared.cluster;

import static dev.cmek.shared.cluster.Example.KEYS;
import static dev.cmek.shared.cluster.Example.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.plan.Provisioned;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Step;
import java.time.Duration;
import java.time.Instant;

/// The two steps that turn CMEK on, on one Cloud API and one intent.
final class CmekSteps {

  static final Instant JUST_GRANTED = NOW.minusSeconds(20);
  static final Instant GRANTED_LONG_AGO = NOW.minus(Duration.ofDays(30));

  final ManualClock clock = new ManualClock(NOW);
  final FakeClusterApi api = new FakeClusterApi(clock);
  final FakeDocuments state = new FakeDocuments();
  final Intents intents = Example.intents(state);
  final EnableCmek enable = new EnableCmek(api, intents, clock);
  final CheckCmek check = new CheckCmek(api, intents, clock);

  CmekSteps() {
    api.put(Example.CLUSTER);
  }

  Outcome<Cmek> enable(Instant grantedAt) {
    return enable.run(input(false, grantedAt), Changes.of(false));
  }

  Outcome<Cmek> check(Instant grantedAt) {
    return check.run(input(false, grantedAt), Changes.of(false));
  }

  /// Runs a step again and again, as the workflow does, until it is done or refuses.
  ///
  /// @return how often it ran
  int untilItEnds(Step<Provisioned, Cmek> step, Duration pause) {
    int runs = 1;
    while (step.run(input(false, JUST_GRANTED), Changes.of(false)) instanceof NotYet<Cmek>) {
      clock.pass(pause);
      runs++;
    }
    return runs;
  }

  static Provisioned input(boolean dryRun, Instant grantedAt) {
    return Example.provisioned(dryRun, KEYS, grantedAt);
  }

  static NotYet<Cmek> notYet(Outcome<Cmek> outcome) {
    assertThat(outcome).isInstanceOf(NotYet.class);
    return (NotYet<Cmek>) outcome;
  }

  static Refused<Cmek> refused(Outcome<Cmek> outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return (Refused<Cmek>) outcome;
  }
}
