package dev.cmek.local.run;

import dev.cmek.local.aws.LocalAwsException;
import dev.cmek.local.run.desk.TicketDesk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The stand-in for a ticket system as a process of its own.
///
/// @param url callbacks go to paths below it
/// @param peoplesUrl shows what came, at `/callbacks`
/// @param certificate PEM
record TicketDeskProcess(URI url, URI peoplesUrl, String certificate) {

  static final JavaProcess PROCESS = new JavaProcess("ticket-desk", "the ticket desk");

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Pattern READY = Pattern.compile("ready: callbacks=(\\S+) people=(\\S+)");

  /// Starts it and waits until it is ready.
  ///
  /// @param home for its pid file and certificate
  /// @param port for callbacks, people get the next one; 0 takes free ones
  static TicketDeskProcess start(Path home, Path logs, int port) {
    List<String> arguments =
        List.of(home.toString(), String.valueOf(port), String.valueOf(port == 0 ? 0 : port + 1));
    Matcher ready = PROCESS.start(home, logs, TicketDesk.class, arguments, Map.of(), READY);
    try {
      return new TicketDeskProcess(
          URI.create(ready.group(1)),
          URI.create(ready.group(2)),
          Files.readString(TicketDesk.certificateFile(home)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Gives it one more secret that callbacks may be signed with.
  void checkWith(String secret) {
    HttpRequest request =
        HttpRequest.newBuilder(peoplesUrl.resolve("/secrets"))
            .timeout(ANSWER_LIMIT)
            .POST(HttpRequest.BodyPublishers.ofString(secret))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 204) {
        throw new LocalAwsException("the ticket desk took no secret: " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("interrupted while starting the ticket desk", e);
    }
  }
}
