package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Nothing secret comes out on Google Cloud: all that the whole runs logged, told, kept and
/// answered is searched for every secret that they worked with.
@ExtendWith(GoogleRuns.Once.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GoogleCloudNoSecretsIT {

  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final GoogleTestCloud cloud;
  private final GoogleRuns runs;

  GoogleCloudNoSecretsIT(GoogleRuns runs) {
    this.runs = runs;
    cloud = runs.cloud();
    secrets.put("the reader's key", cloud.secret("reader"));
    secrets.put("the operator's key", cloud.secret("operator"));
    secrets.put("a caller's secret", cloud.endpoints().gcp().ticketSecret());
    secrets.put("a caller's token, hashed", tokenHash());
    secrets.put("what callbacks are signed with", cloud.secret("callback"));
    secrets.put("of the ticket's callback", GoogleByTicket.URL_TOKEN);
  }

  private String tokenHash() {
    return Json.tree(cloud.secret("callers")).at("/callers/1/bearer/sha256").asText();
  }

  @Test
  void secretsAreWorthSearchingFor() {
    assertThat(secrets.values()).allMatch(secret -> secret.length() > 10).doesNotHaveDuplicates();
  }

  @Test
  void noLogHoldsASecret() {
    String logs = cloud.logs();

    assertThat(logs).hasSizeGreaterThan(50_000).contains("\"step\":\"Ticket\"", "EndSweep");
    expectNone(logs);
  }

  @Test
  void noAlertHoldsASecret() {
    String alerts = cloud.alerts(_ -> true).toString();

    assertThat(alerts).hasSizeGreaterThan(5_000);
    expectNone(alerts);
  }

  @Test
  void noEvidenceHoldsASecret() {
    String kept = cloud.documents(cloud.endpoints().gcp().evidenceBucket());

    assertThat(kept).hasSizeGreaterThan(10_000).contains("clusters/");
    expectNone(kept);
  }

  @Test
  void noStateHoldsASecret() {
    String remembered = cloud.documents(cloud.endpoints().gcp().stateBucket());

    assertThat(remembered).hasSizeGreaterThan(10_000).contains("clusters/");
    expectNone(remembered);
  }

  @Test
  void noAnswerAndNoCallbackHoldsASecret() {
    String answers = String.join("\n", runs.byTicket().answers());

    assertThat(answers).hasSizeGreaterThan(1_000);
    expectNone(answers + runs.byTicket().callback().body());
  }

  @Test
  void noDeadLetterHoldsASecret() {
    expectNone(runs.refused().deadLetter().toString());
  }

  /// Its body is the callback itself, with the address that it could not be brought to.
  @Test
  void noDeadLetterAboutACallbackNamesMoreThanItsHost() {
    Letter letter = runs.byTicket().undelivered();

    expectNone(letter.attributes().toString());
    expectNone(letter.body().replace(GoogleByTicket.URL_TOKEN, ""));
  }

  private void expectNone(String text) {
    secrets.forEach(
        (name, secret) -> assertThat(text.contains(secret)).as("secret: " + name).isFalse());
  }
}
