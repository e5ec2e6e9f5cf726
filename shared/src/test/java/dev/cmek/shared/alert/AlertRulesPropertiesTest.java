package dev.cmek.shared.alert;

import static dev.cmek.shared.alert.AlertExample.DISABLED;
import static dev.cmek.shared.alert.AlertExample.NOW;
import static dev.cmek.shared.alert.AlertExample.OPEN;
import static dev.cmek.shared.alert.AlertExample.ROTATION;
import static dev.cmek.shared.alert.AlertExample.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.alert.AlertRules.Decision;
import dev.cmek.shared.alert.AlertRules.Occasion;
import dev.cmek.shared.alert.AlertRules.Telling;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.sweep.Protection;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

final class AlertRulesPropertiesTest {

  private static final Duration PERIOD = Duration.ofMinutes(10);

  /// What a sweep sees: the first look, and the second where there is one.
  record Sight(Protection protection, Set<Finding> first, Set<Finding> second, boolean twice) {

    Look at(String sweep, Instant now) {
      return AlertExample.look(
          sweep,
          now,
          protection,
          twice ? first.stream().map(FindingId::of).toList() : null,
          (twice ? second : first).toArray(Finding[]::new));
    }
  }

  @Provide
  Arbitrary<List<Sight>> days() {
    Arbitrary<Set<Finding>> findings =
        Arbitraries.of(DISABLED, OPEN, UNREACHABLE, ROTATION).set().ofMaxSize(3);
    Arbitrary<Protection> protections =
        Arbitraries.frequency(
            Tuple.of(20, Protection.PROTECTED),
            Tuple.of(1, Protection.WORK_IN_PROGRESS),
            Tuple.of(1, Protection.UNKNOWN));
    return Combinators.combine(protections, findings, findings, Arbitraries.of(true, false))
        .as(Sight::new)
        .list()
        .ofMinSize(144)
        .ofMaxSize(144);
  }

  @Provide
  Arbitrary<AlertState> states() {
    return days().map(day -> new History(AlertState.NONE).over(day).state);
  }

  @Property(tries = 300)
  void sameLookAgainTellsNothing(@ForAll("states") AlertState state) {
    History history = new History(state);
    Sight sight = new Sight(Protection.PROTECTED, Set.of(DISABLED), Set.of(DISABLED), true);
    var _ = history.over(List.of(sight));
    history.heard.clear();

    var _ = history.over(List.of(sight, sight, sight));

    assertThat(history.heard)
        .noneMatch(h -> h.kind() == AlertKind.LOST || h.kind() == AlertKind.RESTORED);
  }

  @Property(tries = 300)
  void noDayHasAStorm(@ForAll("days") List<Sight> day) {
    History history = new History(AlertState.NONE).over(day);

    for (Finding finding : List.of(DISABLED, OPEN)) {
      long told =
          history.heard.stream()
              .filter(h -> h.kind() != AlertKind.REMINDER && isAbout(h, finding))
              .count();
      // what flaps is told and restored once, told again, and then over after an hour without it
      assertThat(told).isLessThanOrEqualTo(2 + 2 * 24);
    }
  }

  @Property(tries = 100)
  void whatFlapsAllDayIsToldTwice(@ForAll boolean begins) {
    List<Sight> day = new ArrayList<>();
    for (int i = 0; i < 144; i++) {
      Set<Finding> seen = (i % 2 == 0) == begins ? Set.of(DISABLED) : Set.of();
      day.add(new Sight(Protection.PROTECTED, seen, seen, true));
    }

    History history = new History(AlertState.NONE).over(day);

    assertThat(history.heard)
        .filteredOn(h -> h.kind() != AlertKind.REMINDER)
        .extracting(Telling::kind)
        .containsExactly(AlertKind.LOST, AlertKind.RESTORED, AlertKind.LOST);
  }

  @Property(tries = 300)
  void oneOfEachKindPerLookAndEachWithAnotherNumber(@ForAll("days") List<Sight> day) {
    History history = new History(AlertState.NONE).over(day);

    assertThat(history.mostOfOneKindInOneLook).isLessThanOrEqualTo(1);
    Set<Integer> numbers = new HashSet<>();
    assertThat(history.heard).allMatch(h -> numbers.add(h.after().announcements()));
  }

  @Property(tries = 300)
  void nothingBeginsThatBothLooksDidNotSee(@ForAll("days") List<Sight> day) {
    History history = new History(AlertState.NONE);
    for (Sight sight : day) {
      history.heard.clear();
      var _ = history.over(List.of(sight));
      for (Telling telling : history.heard) {
        if (telling.kind() == AlertKind.LOST || telling.kind() == AlertKind.EXPOSED) {
          assertThat(sight.twice()).isTrue();
          assertThat(telling.findings())
              .allMatch(o ->
                  contains(sight.first(), o.finding()) && contains(sight.second(), o.finding()));
        }
        if (telling.kind() == AlertKind.RESTORED) {
          assertThat(telling.findings())
              .noneMatch(o ->
                  sight.twice()
                      ? contains(sight.first(), o.finding())
                          || contains(sight.second(), o.finding())
                      : contains(sight.first(), o.finding()));
        }
      }
    }
  }

  @Property(tries = 300)
  void whatIsWrongForLongEnoughIsKnown(@ForAll("days") List<Sight> day) {
    Sight lost = new Sight(Protection.PROTECTED, Set.of(DISABLED), Set.of(DISABLED), true);

    History history = new History(AlertState.NONE).over(day).over(List.of(lost));

    assertThat(history.state.find(FindingId.of(DISABLED)))
        .hasValueSatisfying(open -> assertThat(open.toldAt()).isNotNull());
  }

  @Property(tries = 300)
  void whatIsGoodForAnHourIsOver(@ForAll("days") List<Sight> day) {
    Sight good = new Sight(Protection.PROTECTED, Set.of(), Set.of(), true);

    History history =
        new History(AlertState.NONE)
            .over(day)
            .over(List.of(good, good, good, good, good, good, good));

    assertThat(history.state.open()).isEmpty();
  }

  private static boolean isAbout(Telling telling, Finding finding) {
    return telling.findings().stream().anyMatch(o -> o.finding().equals(FindingId.of(finding)));
  }

  private static boolean contains(Set<Finding> findings, FindingId id) {
    return findings.stream().map(FindingId::of).anyMatch(id::equals);
  }

  /// Sweeps one after the other, and what was heard of them.
  private static final class History {

    private final List<Telling> heard = new ArrayList<>();
    private AlertState state;
    private Instant now = NOW;
    private long mostOfOneKindInOneLook;

    History(AlertState state) {
      this.state = state;
    }

    History over(List<Sight> sights) {
      for (Sight sight : sights) {
        now = now.plus(PERIOD);
        Decision decision =
            AlertRules.decide(
                state,
                new Occasion(sight.at("sweep-" + now, now), true, false, Muting.NOTHING, now));
        state = decision.quiet();
        for (Telling telling : decision.tellings()) {
          state = telling.after();
          heard.add(telling);
        }
        for (AlertKind kind : AlertKind.values()) {
          mostOfOneKindInOneLook =
              Math.max(
                  mostOfOneKindInOneLook,
                  decision.tellings().stream().filter(t -> t.kind() == kind).count());
        }
      }
      return this;
    }
  }
}
