package dev.cmek.simulator.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SpreadingAccessTest {
  private static final Instant T = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration DELAY = Duration.ofMinutes(5);

  private final OnePair cloud = new OnePair();
  private final SpreadingAccess access = new SpreadingAccess(cloud);

  @Test
  void aFirstSightIsAsOldAsTheYoungerOfRoleAndKey() {
    // given
    cloud.show(Setup.byRolePolicy(), T.minus(Duration.ofDays(1)), T);

    // when, then
    assertThat(obstacleAt(T.plusSeconds(1))).get().asString().contains("has not spread");
    assertThat(obstacleAt(T.plus(DELAY).minusNanos(1))).isPresent();
    assertThat(obstacleAt(T.plus(DELAY))).isEmpty();
  }

  @Test
  void whatIsOldAtFirstSightCountsAtOnce() {
    cloud.show(Setup.byRolePolicy(), T.minus(DELAY), T.minus(DELAY));

    assertThat(obstacleAt(T)).isEmpty();
  }

  @Test
  void aLaterGrantCountsFromWhenItWasFirstSeen() {
    // given
    cloud.show(Setup.byRolePolicy().withoutPolicies(), Instant.EPOCH, Instant.EPOCH);
    assertThat(obstacleAt(T)).get().asString().contains("kms:DescribeKey");

    // when
    cloud.show(Setup.byRolePolicy(), Instant.EPOCH, Instant.EPOCH);
    Instant seen = T.plus(Duration.ofHours(1));

    // then
    assertThat(obstacleAt(seen)).get().asString().contains("kms:DescribeKey");
    assertThat(obstacleAt(seen.plus(DELAY).minusNanos(1))).isPresent();
    assertThat(obstacleAt(seen.plus(DELAY))).isEmpty();
  }

  @Test
  void accessTakenAwayHoldsUntilThatHasSpread() {
    // given
    cloud.show(Setup.byRolePolicy(), Instant.EPOCH, Instant.EPOCH);
    assertThat(obstacleAt(T)).isEmpty();

    // when
    cloud.removeRole();

    // then
    assertThat(obstacleAt(T.plusSeconds(1))).isEmpty();
    assertThat(obstacleAt(T.plusSeconds(1).plus(DELAY))).get().asString().contains("deleted");
  }

  @Test
  void eachOfSeveralChangesSpreadsByItself() {
    // given
    cloud.show(Setup.byRolePolicy().withoutPolicies(), Instant.EPOCH, Instant.EPOCH);
    assertThat(obstacleAt(T)).isPresent();
    cloud.show(Setup.byRolePolicy(), Instant.EPOCH, Instant.EPOCH);
    assertThat(obstacleAt(T.plusSeconds(10))).isPresent();
    cloud.show(
        Setup.byRolePolicy().trust(Setup.trust("\"*\"", Setup.externalId("wrong"))),
        Instant.EPOCH,
        Instant.EPOCH);
    assertThat(obstacleAt(T.plusSeconds(20))).isPresent();

    // when, then
    assertThat(obstacleAt(T.plusSeconds(10).plus(DELAY))).isEmpty();
    assertThat(obstacleAt(T.plusSeconds(20).plus(DELAY))).get().asString().contains("trust");
  }

  @Test
  void whatIsNotThereYetIsNoSight() {
    // given
    assertThat(obstacleAt(T)).get().asString().contains("there is no role");

    // when
    cloud.show(Setup.byRolePolicy(), T.plusSeconds(5), T.plusSeconds(8));

    // then
    assertThat(obstacleAt(T.plusSeconds(100))).isPresent();
    assertThat(obstacleAt(T.plusSeconds(8).plus(DELAY))).isEmpty();
  }

  @Test
  void withoutDelayEverythingCountsAtOnce() {
    // given
    cloud.show(Setup.byRolePolicy().withoutPolicies(), T, T);
    assertThat(obstacle(T, Duration.ZERO)).isPresent();

    // when
    cloud.show(Setup.byRolePolicy(), T, T);

    // then
    assertThat(obstacle(T, Duration.ZERO)).isEmpty();
  }

  private Optional<String> obstacleAt(Instant now) {
    return obstacle(now, DELAY);
  }

  private Optional<String> obstacle(Instant now, Duration delay) {
    return access.obstacle(
        Setup.VENDOR, RoleArn.parse(Setup.ROLE), KeyArn.parse(Setup.KEY), now, delay);
  }

  private static final class OnePair implements CustomerCloud {
    private Optional<CustomerRole> role = Optional.empty();
    private Optional<CustomerKey> key = Optional.empty();

    void show(Setup setup, Instant roleCreatedAt, Instant keyCreatedAt) {
      role = Optional.of(setup.role(roleCreatedAt));
      key = Optional.of(setup.key(keyCreatedAt));
    }

    void removeRole() {
      role = Optional.empty();
    }

    @Override
    public Optional<CustomerRole> findRole(RoleArn arn) {
      return role;
    }

    @Override
    public Optional<CustomerKey> findKey(KeyArn arn) {
      return key;
    }
  }
}
