package dev.cmek.local.run;

import dev.cmek.local.run.Screen.Paint;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What became of an event that nobody can work with.
///
/// @param deadLetter the event itself, with the reason
/// @param notice what people were told
/// @param runs how many executions there are since it was sent
record RejectedEvent(
    String sent,
    Optional<Letter> deadLetter,
    Optional<Letter> event,
    Optional<Letter> notice,
    int runs,
    int left) {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  static RejectedEvent await(
      String sent, Instant since, CustomerCloud cloud, Mailbox deadLetters, Mailbox alerts) {
    return new RejectedEvent(
        sent,
        deadLetters.await(letter -> letter.isSame(sent), LIMIT),
        alerts.await(
            letter ->
                letter.eventType().filter("dev.cmek.onboarding.rejected.v1"::equals).isPresent(),
            LIMIT),
        alerts.await(
            letter -> letter.title().filter(title -> title.contains("rejected")).isPresent(),
            LIMIT),
        cloud.onboardings(since).size(),
        cloud.awaitNoEvents(LIMIT));
  }

  void show(Screen screen) {
    deadLetter.ifPresent(letter -> {
      screen.line("");
      screen.line("  " + screen.paint(Paint.BOLD, "among the dead letters"));
      Letterhead head = new Letterhead(screen);
      letter.attributes().forEach(head::field);
      head.field("body", letter.body().replaceAll("\\s+", " "));
    });
    notice.ifPresent(letter -> {
      screen.line("");
      screen.line("  " + screen.paint(Paint.BOLD, "told to people"));
      new Letterhead(screen).letter(letter);
    });
  }

  Proof proof() {
    Proof proof =
        new Proof(
            "The event with a mistake was refused: dead letter with reason and field, and an alert");
    proof.expect(
        deadLetter
            .filter(letter ->
                "BAD_REQUEST".equals(letter.attributes().get("reason"))
                    && "data.clusterId".equals(letter.attributes().get("field")))
            .isPresent(),
        "it is among the dead letters, unchanged, with reason and field",
        deadLetter);
    proof.expect(event.isPresent(), "other systems are told", event);
    proof.expect(
        notice.filter(letter -> letter.text().contains("data.clusterId")).isPresent(),
        "people are told which field is wrong",
        notice);
    proof.expect(runs == 0, "no run began with it", runs);
    proof.expect(left == 0, "nothing is left at the door", left);
    return proof;
  }
}
