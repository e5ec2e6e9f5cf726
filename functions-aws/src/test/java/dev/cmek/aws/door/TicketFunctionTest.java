package dev.cmek.aws.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.Example;
import dev.cmek.aws.Invocation;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.door.FakeWorkflows;
import dev.cmek.shared.door.Signature;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.state.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The door's own rules are its own test's: this one is about API Gateway's events.
class TicketFunctionTest {

  private static final Secret SECRET = new Secret("planted-secret-with-enough-characters");
  private static final String CALLERS =
      """
      {"callers":[{"keyId":"ci","secrets":["%s"],
        "bearer":{"sha256":"%s","addresses":["203.0.113.0/24"]},
        "routes":["ONBOARD","VERIFY","READ_RUN","READ_CLUSTER","READ_COVERAGE"]}]}\
      """
          .formatted(SECRET.reveal(), Digest.sha256("planted-token"));
  private static final String CLUSTER = "/clusters/" + Example.CLUSTER;
  private static final String TIME = Example.NOW.toString();

  private final FakeWiring wiring = new FakeWiring(new ManualClock(Example.NOW));
  private final FakeWorkflows provision = new FakeWorkflows();
  private final TicketFunction function;

  TicketFunctionTest() {
    wiring.workflowsAre(provision);
    wiring.callersAre(CALLERS);
    function = new TicketFunction(wiring);
  }

  @Test
  void startsAnOnboarding() {
    String path = CLUSTER + "/onboarding";
    String body = "{\"dryRun\":true}";

    JsonNode answer =
        call(event("POST", path, "/v1" + path, "", signed("POST", "/v1" + path, body), body));

    assertThat(answer.path("statusCode").asInt()).isEqualTo(202);
    assertThat(answer.path("isBase64Encoded").isBoolean()).isTrue();
    assertThat(answer.path("headers").path("Content-Type").asText()).isEqualTo("application/json");
    String run = body(answer).path("id").asText();
    assertThat(answer.path("headers").path("Location").asText()).isEqualTo("../../runs/" + run);
    assertThat(provision.started())
        .containsExactly("provision-" + Example.CLUSTER + "-" + run.substring(0, 16) + "-1");
  }

  @Test
  void startsAVerificationInTheOtherWorkflow() {
    String path = CLUSTER + "/verification";

    JsonNode answer =
        call(event("POST", path, "/v1" + path, "", signed("POST", "/v1" + path, ""), ""));

    assertThat(answer.path("statusCode").asInt()).isEqualTo(202);
    assertThat(wiring.reverify().started()).hasSize(1);
    assertThat(provision.started()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // the API's own domain, whose path begins with the stage
    "/v1/clusters, /v1/clusters",
    // a custom domain with a base path in place of the stage: either path may be signed
    "/cmek/clusters, /cmek/clusters",
    "/cmek/clusters, /v1/clusters"
  })
  void takesASignatureOverThePathThatTheCallerSees(String callerPath, String signedPath) {
    JsonNode answer =
        call(event("GET", "/clusters", callerPath, "", signed("GET", signedPath, ""), ""));

    assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
  }

  @Test
  void takesAQueryInItsSignedForm() {
    String query = "\"protection\":[\"UNPROTECTED\"],\"pageSize\":[\"2\"]";
    Map<String, String> headers =
        signed("GET", "/v1/clusters?pageSize=2&protection=UNPROTECTED", "");

    JsonNode answer = call(event("GET", "/clusters", "/v1/clusters", query, headers, ""));

    assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
  }

  @Test
  void takesABodyThatTheGatewayEncoded() {
    String path = CLUSTER + "/onboarding";
    String body = "{\"labels\":{\"team\":\"Zürich\"}}";
    String event = event("POST", path, "/v1" + path, "", signed("POST", "/v1" + path, body), body);
    String encoded = Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));

    JsonNode answer =
        call(
            event
                .replace(Payloads.writeString(body), "\"" + encoded + "\"")
                .replace("\"isBase64Encoded\":false", "\"isBase64Encoded\":true"));

    assertThat(answer.path("statusCode").asInt()).isEqualTo(202);
    assertThat(provision.find(provision.executionId(provision.started().getFirst())))
        .hasValueSatisfying(e -> assertThat(e.input()).contains("Zürich"));
  }

  @ParameterizedTest
  @CsvSource({"203.0.113.7, 202", "203.0.114.7, 401"})
  void knowsWhereATokenComesFrom(String address, int status) {
    String path = CLUSTER + "/verification";
    Map<String, String> headers =
        Map.of(
            "authorization", "Bearer planted-token",
            "x-cmek-key-id", "ci",
            "idempotency-key", "SEC-123",
            "X-Forwarded-For", "203.0.113.7");

    JsonNode answer =
        call(event("POST", path, "/v1" + path, "", headers, "").replace("198.51.100.9", address));

    assertThat(answer.path("statusCode").asInt()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /clusters",
    "POST, /",
    "PUT, /clusters/x/onboarding",
    "DELETE, /no/such/thing",
    "OPTIONS, /clusters",
    "HEAD, /clusters"
  })
  void answersEverythingUnsignedWith401(String method, String path) {
    JsonNode answer = call(event(method, path, "/v1" + path, "", Map.of(), ""));

    assertThat(answer.path("statusCode").asInt()).isEqualTo(401);
    assertThat(answer.path("headers").path("Content-Type").asText())
        .isEqualTo("application/problem+json");
    assertThat(wiring.logLines()).singleElement().asString().contains("NOTHING_SENT", "\"Ticket\"");
  }

  @Test
  void answersAnEventThatIsHardlyOneWith401() {
    assertThat(call("{}").path("statusCode").asInt()).isEqualTo(401);
  }

  private JsonNode call(String event) {
    return Payloads.tree(Invocation.invoke(function, event).getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode body(JsonNode answer) {
    return Payloads.tree(answer.path("body").asText().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> signed(String method, String target, String body) {
    String signature =
        Signature.of(
            SECRET, TIME, method, target, "SEC-123", body.getBytes(StandardCharsets.UTF_8));
    return Map.of(
        "x-cmek-key-id", "ci",
        "X-CMEK-TIMESTAMP", TIME,
        "X-Cmek-Signature", signature,
        "Idempotency-Key", "SEC-123",
        "Content-Type", "application/json");
  }

  /// As API Gateway writes it, with the members that nobody reads.
  private static String event(
      String method,
      String path,
      String callerPath,
      String query,
      Map<String, String> headers,
      String body) {
    StringBuilder values = new StringBuilder();
    headers.forEach((name, value) ->
        values
            .append(values.isEmpty() ? "" : ",")
            .append("\"%s\":[%s]".formatted(name, Payloads.writeString(value))));
    String proxy = path.substring(1);
    return """
    {"resource":"/{proxy+}","path":"%s","httpMethod":"%s","headers":null,\
    "multiValueHeaders":{%s},"queryStringParameters":null,\
    "multiValueQueryStringParameters":%s,"pathParameters":%s,"stageVariables":null,\
    "requestContext":{"resourcePath":"/{proxy+}","httpMethod":"%s","path":"%s","stage":"v1",\
    "protocol":"HTTP/1.1","identity":{"sourceIp":"198.51.100.9","userAgent":"curl"}},\
    "body":%s,"isBase64Encoded":false}\
    """
        .formatted(
            path,
            method,
            values,
            query.isEmpty() ? "null" : "{" + query + "}",
            proxy.isEmpty() ? "null" : "{\"proxy\":\"" + proxy + "\"}",
            method,
            callerPath,
            body.isEmpty() ? "null" : Payloads.writeString(body));
  }
}
