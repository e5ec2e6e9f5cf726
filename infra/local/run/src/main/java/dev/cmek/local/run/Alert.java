package dev.cmek.local.run;

import dev.cmek.local.run.Screen.Paint;
import java.time.Duration;
import java.util.Optional;

/// What was told of a cluster's access to its keys.
///
/// @param event on the bus
/// @param notice to people
record Alert(Optional<Letter> event, Optional<Letter> notice) {

  private static final Duration LIMIT = Duration.ofSeconds(15);

  /// Waits for it.
  ///
  /// @param type of the event, such as `dev.cmek.access.lost.v1`
  /// @param title what the notice's begins with
  static Alert await(Mailbox alerts, SampleCluster cluster, String type, String title) {
    return new Alert(
        alerts.await(
            letter ->
                letter.eventType().filter(type::equals).isPresent()
                    && letter.eventSubject().equals(cluster.id()),
            LIMIT),
        alerts.await(
            letter ->
                letter.title().filter(text -> text.startsWith(title)).isPresent()
                    && letter.text().contains(cluster.id()),
            LIMIT));
  }

  void show(Screen screen) {
    notice.ifPresent(letter -> {
      screen.line("");
      screen.line("  " + screen.paint(Paint.BOLD, "told to people"));
      new Letterhead(screen).letter(letter);
    });
  }

  /// The first command that the notice says to paste; empty if it has none.
  String command() {
    return notice.stream()
        .flatMap(letter -> letter.text().lines())
        .filter(Alert::isCommand)
        .findFirst()
        .orElse("");
  }

  /// Commands stand on lines of their own.
  static boolean isCommand(String line) {
    return line.startsWith("aws ") || line.startsWith("gcloud ");
  }
}
