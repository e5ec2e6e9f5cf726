package dev.cmek.aws.workflow;

import java.time.Duration;
import java.util.function.Consumer;

/// Where every call passes that a function makes of the world outside: it lets time pass, and a
/// test may do there whatever happens at such a moment: throw what the call ends with, kill the
/// function, change the world.
///
/// A call is named by what IAM calls it, such as `kms:CreateKey`, one of the state or evidence
/// bucket also by its object, such as `s3:PutObject state/runs/….json`, one of the Cloud API by
/// method and noun: `GET cluster`, `GET organization`, `GET cmek`, `POST cmek`, `PUT cmek`.
final class Calls {

  private final VirtualClock clock;
  private Duration longest = Duration.ZERO;
  private Consumer<String> sent = _ -> {};
  private Consumer<String> before = _ -> {};
  private Consumer<String> behind = _ -> {};

  Calls(VirtualClock clock) {
    this.clock = clock;
  }

  /// How long a call may take; at first it takes no time, and nothing happens meanwhile.
  void takeAtMost(Duration duration) {
    longest = duration;
  }

  /// Who hears of each call at the moment when it leaves the function, before it takes its time.
  void asEachIsSent(Consumer<String> witness) {
    sent = witness;
  }

  /// What happens before each call.
  void beforeEach(Consumer<String> happening) {
    before = happening;
  }

  /// What happens behind each write: after it was made and before anybody knows.
  void behindEach(Consumer<String> happening) {
    behind = happening;
  }

  void before(String call) {
    sent.accept(call);
    if (!longest.isZero()) {
      clock.sleep(Duration.ofMillis(clock.random().nextLong(longest.toMillis())));
    }
    before.accept(call);
  }

  void behind(String write) {
    behind.accept(write);
  }
}
