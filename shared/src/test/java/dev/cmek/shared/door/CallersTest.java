package dev.cmek.shared.door;

import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CallersTest {

  private final ManualClock clock = new ManualClock(STARTED);
  private final Callers callers = new Callers(this::read, clock);
  private String keyId = "ci";
  private int readings;

  @Test
  void areReadOnceForManyRequests() {
    for (int i = 0; i < 10; i++) {
      assertThat(callers.find("ci", _ -> true)).isPresent();
    }

    assertThat(readings).isEqualTo(1);
  }

  @Test
  void areReadAgainAfterFiveMinutes() {
    assertThat(callers.find("ci", _ -> true)).isPresent();
    keyId = "jira";
    clock.pass(Duration.ofMinutes(5).minusSeconds(1));
    assertThat(callers.find("ci", _ -> true)).isPresent();
    clock.pass(Duration.ofSeconds(1));

    assertThat(callers.find("ci", _ -> true)).isEmpty();
    assertThat(readings).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jira", "ci"})
  void areReadOnceMoreForACallerWhoDoesNotProveToBeOne(String who) {
    assertThat(callers.find("ci", _ -> true)).isPresent();
    clock.pass(Duration.ofSeconds(30));

    assertThat(callers.find(who, _ -> false)).isEmpty();
    assertThat(callers.find(who, _ -> false)).isEmpty();

    assertThat(readings).isEqualTo(2);
  }

  @Test
  void areReadAtMostEvery30SecondsWhateverComes() {
    for (int second = 0; second < 120; second++) {
      assertThat(callers.find("stranger", _ -> true)).isEmpty();
      clock.pass(Duration.ofSeconds(1));
    }

    assertThat(readings).isEqualTo(4);
  }

  @Test
  void includeANewCallerAtOnceIfNobodyElseMadeUsLook() {
    assertThat(callers.find("ci", _ -> true)).isPresent();
    keyId = "jira";
    clock.pass(Duration.ofSeconds(31));

    assertThat(callers.find("jira", _ -> true)).isPresent();
  }

  @Test
  void areNotKnownWhileTheirSecretIsOutOfReach() {
    Stop stop = Stop.notYet(Reason.THROTTLED, "slow down");
    Callers unreachable =
        new Callers(
            () -> {
              throw stop;
            },
            clock);

    assertThatThrownBy(() -> unreachable.find("ci", _ -> true)).isSameAs(stop);
  }

  private Secret read() {
    readings++;
    return new Secret(
        """
        {"callers":[{"keyId":"%s","secrets":["a-secret-with-enough-characters-x"],"routes":[]}]}\
        """
            .formatted(keyId));
  }
}
