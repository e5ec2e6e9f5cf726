package dev.cmek.gcp.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.gcp.http.Answer;
import dev.cmek.gcp.http.SentRequest;
import dev.cmek.gcp.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.door.Signature;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.state.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The door's own rules are its own test's: this one is about the requests of the framework.
class TicketFunctionTest {

  private static final Secret SECRET = new Secret("planted-secret-with-enough-characters");
  private static final String CALLERS =
      """
      {"callers":[{"keyId":"ci","secrets":["%s"],
        "bearer":{"sha256":"%s","addresses":["203.0.113.0/24"]},
        "routes":["ONBOARD","VERIFY","READ_RUN","READ_CLUSTER","READ_COVERAGE"]}]}\
      """
          .formatted(SECRET.reveal(), Digest.sha256("planted-token"));
  private static final String CLUSTER = "/v1/clusters/f78b7feb-b6cf-4396-9d7f-494982d7d81e";
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final FakeWiring wiring = new FakeWiring(new ManualClock(NOW));
  private final TicketFunction function;

  TicketFunctionTest() {
    wiring.callersAre(CALLERS);
    function = new TicketFunction(wiring);
  }

  @Test
  void startsAnOnboarding() {
    Answer answer = signed("POST", CLUSTER + "/onboarding", "{\"labels\":{\"team\":\"a\"}}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.getContentType()).contains("application/json");
    assertThat(answer.header("Location"))
        .isEqualTo("../../runs/" + answer.json().path("id").asText());
    assertThat(wiring.workflows().started()).hasSize(1);
    assertThat(wiring.reverify().started()).isEmpty();
  }

  @Test
  void startsAVerificationInTheOtherWorkflow() {
    Answer answer = signed("POST", CLUSTER + "/verification", "");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(wiring.reverify().started()).hasSize(1);
    assertThat(wiring.workflows().started()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/clusters,           /v1/clusters",
    "/cmek-ticket/v1/clusters, /cmek-ticket/v1/clusters",
    "/cmek-ticket/v1/clusters, /v1/clusters",
    "/v1/cmek/v1/clusters,   /v1/clusters"
  })
  void takesASignatureOverThePathThatTheCallerSees(String callerPath, String signedPath) {
    SentRequest request = SentRequest.of("GET", callerPath, "");

    Answer answer = Answer.of(function, sign(request, "GET", signedPath, ""));

    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "protection=UNPROTECTED&pageSize=2",
    "pageSize=2&protection=UNPROTECTED",
    "pageSize=2&protection=UNPRO%54ECTED"
  })
  void takesAQueryInItsSignedForm(String query) {
    SentRequest request = SentRequest.of("GET", "/v1/clusters?" + query, "");

    Answer answer =
        Answer.of(
            function, sign(request, "GET", "/v1/clusters?pageSize=2&protection=UNPROTECTED", ""));

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void aQueryThatCannotBeDecodedIsTheCallersMistake() {
    Answer answer = Answer.of(function, SentRequest.of("GET", "/v1/clusters?a=%zz&b", ""));

    assertThat(answer.status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({"65536, 400", "65537, 413", "1048577, 401"})
  void readsNoMoreOfABodyThanItNeeds(int bytes, int status) {
    Answer answer = signed("POST", CLUSTER + "/onboarding", " ".repeat(bytes));

    assertThat(answer.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7               | 202",
        "198.51.100.9, 203.0.113.7 | 202",
        "203.0.113.7, 198.51.100.9 | 401",
        "203.0.113.7,              | 401",
        "unknown                   | 401"
      })
  void knowsWhereATokenComesFromByWhatTheFrontEndAppended(String forwarded, int status) {
    SentRequest request =
        SentRequest.of("POST", CLUSTER + "/verification", "")
            .with("authorization", "Bearer planted-token")
            .with("x-cmek-key-id", "ci")
            .with("idempotency-key", "SEC-123")
            .with("x-forwarded-for", forwarded);

    assertThat(Answer.of(function, request).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"GET, /v1/clusters", "POST, /", "DELETE, /no/such/thing", "OPTIONS, /v1/clusters"})
  void answersEverythingUnsignedWith401(String method, String path) {
    Answer answer = Answer.of(function, SentRequest.of(method, path, ""));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.getContentType()).contains("application/problem+json");
    assertThat(wiring.logLines()).singleElement().asString().contains("NOTHING_SENT", "\"Ticket\"");
  }

  private Answer signed(String method, String target, String body) {
    return Answer.of(function, sign(SentRequest.of(method, target, body), method, target, body));
  }

  private static SentRequest sign(SentRequest request, String method, String target, String body) {
    String time = NOW.toString();
    return request
        .with("x-cmek-key-id", "ci")
        .with("X-CMEK-TIMESTAMP", time)
        .with("Idempotency-Key", "SEC-123")
        .with("Content-Type", "application/json")
        .with(
            "X-Cmek-Signature",
            Signature.of(
                SECRET, time, method, target, "SEC-123", body.getBytes(StandardCharsets.UTF_8)));
  }
}
