package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.model.Message;

/// Nothing secret comes out: all that the whole runs logged, told, kept and answered is searched
/// for every secret that they worked with.
@ExtendWith(WholeRuns.Once.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NoSecretsIT {

  private final TestCloud cloud;
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final Map<String, String> callbackUrlSecrets =
      Map.of("of the ticket's callback", ByTicket.URL_TOKEN, "of the event's callback", "sesame");
  private final ByTicket byTicket;

  NoSecretsIT(WholeRuns runs) {
    cloud = runs.cloud();
    byTicket = runs.byTicket();
    Endpoints endpoints = cloud.endpoints();
    secrets.put("the reader's key", endpoints.cloudApi().readerKey());
    secrets.put("the operator's key", endpoints.cloudApi().operatorKey());
    secrets.put("a caller's secret", endpoints.aws().ticketSecret());
    secrets.put("a caller's token", endpoints.aws().ticketBearerToken());
    secrets.put("what callbacks are signed with", cloud.secret("CallbackSecret"));
  }

  @Test
  void noLogHoldsASecret() {
    String logs = functionLogs();

    assertThat(logs).hasSizeGreaterThan(100_000).contains("\"step\":\"Ticket\"", "EndSweep");
    expectNone(logs, secrets);
    expectNone(logs, callbackUrlSecrets);
  }

  @Test
  void noEventAndNoNoticeHoldsASecret() {
    String told = bodies(cloud.alerts().with(""));

    assertThat(told).hasSizeGreaterThan(50_000);
    expectNone(told, secrets);
    expectNone(told, callbackUrlSecrets);
  }

  @Test
  void noEvidenceHoldsASecret() {
    String kept = documents(cloud.endpoints().aws().evidenceBucket());

    assertThat(kept).hasSizeGreaterThan(50_000);
    expectNone(kept, secrets);
    expectNone(kept, callbackUrlSecrets);
  }

  @Test
  void noStateHoldsASecret() {
    String remembered = documents(cloud.endpoints().aws().stateBucket());

    assertThat(remembered).hasSizeGreaterThan(50_000);
    expectNone(remembered, secrets);
    expectNone(remembered, callbackUrlSecrets);
  }

  @Test
  void noAnswerAndNoCallbackHoldsASecret() {
    String answers = String.join("\n", byTicket.answers());
    String callback = byTicket.callback().body().toString();

    assertThat(answers).hasSizeGreaterThan(1_000);
    expectNone(answers + callback, secrets);
    expectNone(answers + callback, callbackUrlSecrets);
  }

  @Test
  void noDeadLetterAboutACallbackNamesMoreThanItsHost() {
    Message letter = byTicket.undeliverable();

    expectNone(letter.messageAttributes().toString(), callbackUrlSecrets);
    expectNone(letter.toString(), secrets);
  }

  private static void expectNone(String text, Map<String, String> secrets) {
    secrets.forEach(
        (name, secret) -> assertThat(text.contains(secret)).as("secret: " + name).isFalse());
  }

  private String functionLogs() {
    try (Stream<Path> logs = Files.list(Path.of(cloud.endpoints().logs()))) {
      StringBuilder all = new StringBuilder();
      for (Path log :
          logs.filter(file -> file.getFileName().toString().startsWith("cmek-")).toList()) {
        all.append(Files.readString(log));
      }
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String documents(String bucket) {
    StringBuilder all = new StringBuilder();
    for (String key : cloud.objects(bucket, "")) {
      all.append(key).append(cloud.document(bucket, key).orElse(""));
    }
    return all.toString();
  }

  private static String bodies(List<Message> messages) {
    return String.join("\n", messages.stream().map(Message::body).toList());
  }
}
