package dev.cmek.shared.door;

import static dev.cmek.shared.door.OpenDoor.SECRET;
import static dev.cmek.shared.door.OpenDoor.json;
import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.step.RunExample.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom the door sends away, and with what.
final class TicketDoorRefusalsTest {

  private static final String ONBOARDING = "/v1/clusters/" + CLUSTER + "/onboarding";
  private static final String NOW = STARTED.toString();

  private final OpenDoor door = new OpenDoor();

  @AfterEach
  void nothingPlantedIsLogged() {
    assertThat(door.logLines()).noneMatch(line -> line.contains("planted"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/clusters",
    "POST, /v1/clusters/x/onboarding",
    "GET, /v1/runs/1",
    "GET, /v1",
    "GET, /",
    "PUT, /v1/clusters",
    "DELETE, /v1/clusters/x",
    "OPTIONS, /v1/clusters",
    "PATCH, /no/such/thing",
    "BREW, /v1/clusters"
  })
  void answersEverythingUnsignedAlike(String method, String path) {
    HttpAnswer answer = door.answer(Sending.of(method, path).json("not JSON").call());

    assertUnknown(answer);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"type":"about:blank","title":"Unauthorized","status":401,"code":"UNAUTHENTICATED",\
            "detail":"Nothing proves that a known caller sends this"}\
            """);
    assertThat(answer.headers())
        .containsEntry("Content-Type", "application/problem+json")
        .containsKey("WWW-Authenticate");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void answersWhatWasChangedAfterSigningAsIfItWereUnsigned(
      String what, UnaryOperator<Sending> tamper) {
    Sending good =
        Sending.of("POST", ONBOARDING)
            .query("a", "1")
            .key("SEC-1")
            .json("{\"enable\":false}")
            .signed("ci", SECRET, NOW);

    HttpAnswer answer = door.answer(tamper.apply(good).call());

    assertUnknown(answer);
    assertThat(door.provision.started()).isEmpty();
  }

  static List<Arguments> answersWhatWasChangedAfterSigningAsIfItWereUnsigned() {
    return List.of(
        tampered("another method", s -> s.method("PUT")),
        tampered("another path", s -> s.path("/v1/clusters/" + CLUSTER + "/verification")),
        tampered("another cluster", s -> s.path(ONBOARDING.replace("f7", "a7"))),
        tampered("another parameter", s -> s.query("b", "2")),
        tampered("another value", s -> s.query("a", "2")),
        tampered("another Idempotency-Key", s -> s.key("SEC-2")),
        tampered("no Idempotency-Key", s -> s.without(Signature.IDEMPOTENCY_HEADER)),
        tampered("another body", s -> s.json("{\"enable\":true}")),
        tampered("no body", s -> s.body(new byte[0])),
        tampered("another space", s -> s.json("{\"enable\": false}")),
        tampered("another time", s -> s.header(Signature.TIMESTAMP_HEADER, "2026-11-22T10:00:01Z")),
        tampered(
            "the same time in other words",
            s -> s.header(Signature.TIMESTAMP_HEADER, "2026-11-22T10:00:00.0Z")),
        tampered("no time", s -> s.without(Signature.TIMESTAMP_HEADER)),
        tampered("a time that is none", s -> s.header(Signature.TIMESTAMP_HEADER, "now")),
        tampered(
            "a time beyond all", s -> s.header(Signature.TIMESTAMP_HEADER, "99999999999999999999")),
        tampered("another caller", s -> s.header(Signature.KEY_ID_HEADER, "reader")),
        tampered("a caller without secrets", s -> s.header(Signature.KEY_ID_HEADER, "jira")),
        tampered("a stranger", s -> s.header(Signature.KEY_ID_HEADER, "stranger")),
        tampered("a secret as name", s -> s.header(Signature.KEY_ID_HEADER, SECRET.reveal())),
        tampered("no caller", s -> s.without(Signature.KEY_ID_HEADER)),
        tampered("no signature", s -> s.without(Signature.HEADER)),
        tampered("an empty signature", s -> s.header(Signature.HEADER, "")),
        tampered("another signature", s -> s.header(Signature.HEADER, "v1=" + "0".repeat(64))),
        tampered("a short signature", s -> s.header(Signature.HEADER, "v1=00")),
        tampered("another version", s -> s.header(Signature.HEADER, "v2=" + "0".repeat(64))),
        tampered(
            "another secret",
            s -> s.signed("ci", new Secret("planted-secret-that-nobody-knows-of"), NOW)),
        tampered("a token in place", s -> s.without(Signature.HEADER).token("ci", "planted")),
        tampered(
            "the secret as token", s -> s.without(Signature.HEADER).token("ci", SECRET.reveal())));
  }

  private static Arguments tampered(String what, UnaryOperator<Sending> tamper) {
    return Arguments.of(what, tamper);
  }

  @Test
  void takesEitherSecretWhileOneReplacesTheOther() {
    Sending sending = Sending.of("GET", "/v1/clusters");

    assertThat(door.answer(sending.signed("ci", SECRET, NOW).call()).status()).isEqualTo(200);
    assertThat(door.answer(sending.signed("ci", OpenDoor.NEXT_SECRET, NOW).call()).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T09:54:59Z, 401",
    "2026-11-22T09:55:00Z, 200",
    "2026-11-22T10:05:00Z, 200",
    "2026-11-22T10:05:01Z, 401",
    "1795341300, 200",
    "1795341299, 401",
    "1795341900, 200",
    "1795341901, 401"
  })
  void takesSignaturesOfTheFiveMinutesBeforeAndAfter(String timestamp, int status) {
    HttpAnswer answer =
        door.answer(Sending.of("GET", "/v1/clusters").signed("ci", SECRET, timestamp).call());

    assertThat(answer.status()).isEqualTo(status);
    if (status == 401) {
      assertThat(json(answer).path("detail").asText()).contains("check the clock");
    }
  }

  @Test
  void startsNothingTwiceWhenARequestIsReplayed() {
    HttpCall call =
        Sending.of("POST", ONBOARDING).key("SEC-1").json("{}").signed("ci", SECRET, NOW).call();

    HttpAnswer first = door.answer(call);
    HttpAnswer replayed = door.answer(call);

    assertThat(replayed).isEqualTo(first);
    assertThat(door.provision.started()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 202",
    "2001:db8:1::7, 202",
    "203.0.114.7, 401",
    "2001:db9::7, 401",
    "'', 401"
  })
  void takesATokenFromItsAddressesOnly(String address, int status) {
    HttpAnswer answer =
        door.answer(
            Sending.of("POST", ONBOARDING)
                .key("SEC-1")
                .json("{}")
                .token("jira", OpenDoor.TOKEN)
                .header("X-Forwarded-For", "203.0.113.7")
                .from(address)
                .call());

    assertThat(answer.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer planted-other-token",
        "Bearer",
        "Bearer ",
        "Basic planted",
        "planted-token-of-a-ticketing-system",
        "Bearer planted-token-of-a-ticketing-system more"
      })
  void takesNoOtherToken(String authorization) {
    assertUnknown(
        door.answer(
            Sending.of("POST", ONBOARDING)
                .key("SEC-1")
                .json("{}")
                .token("jira", "")
                .header("Authorization", authorization)
                .from("203.0.113.7")
                .call()));
  }

  @Test
  void takesNoTokenWhereNoneIsAllowed() {
    OpenDoor strict = new OpenDoor(false);

    HttpAnswer answer =
        strict.answer(
            Sending.of("POST", ONBOARDING)
                .key("SEC-1")
                .json("{}")
                .token("jira", OpenDoor.TOKEN)
                .from("203.0.113.7")
                .call());

    assertThat(answer.status()).isEqualTo(401);
    assertThat(strict.logLines()).singleElement().asString().contains("TOKENS_NOT_ALLOWED");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1, 404, ROUTE_UNKNOWN",
    "GET, /v1/, 404, ROUTE_UNKNOWN",
    "GET, /v1/clusters/, 404, ROUTE_UNKNOWN",
    "GET, /v1/clusters/x/y, 404, ROUTE_UNKNOWN",
    "POST, /v1/clusters/x/revocation, 404, ROUTE_UNKNOWN",
    "DELETE, /v2/clusters, 404, ROUTE_UNKNOWN",
    "POST, /v1/clusters, 405, METHOD_NOT_ALLOWED",
    "HEAD, /v1/clusters, 405, METHOD_NOT_ALLOWED",
    "get, /v1/clusters, 405, METHOD_NOT_ALLOWED",
    "GET, /v1/clusters/x/onboarding, 405, METHOD_NOT_ALLOWED",
    "GET, /v1/runs/1, 404, RUN_UNKNOWN",
    "GET, /v1/runs/..%2F..%2Fcoverage, 404, RUN_UNKNOWN",
    "GET, /v1/clusters/f78b7feb-b6cf-4396-9d7f-494982d7d81e, 404, CLUSTER_UNKNOWN",
    "GET, /v1/clusters/F78B7FEB-B6CF-4396-9D7F-494982D7D81E, 400, BAD_REQUEST",
    "GET, /v1/clusters/x, 400, BAD_REQUEST"
  })
  void saysThatThereIsNothing(String method, String path, int status, String code) {
    HttpAnswer answer = door.signed(Sending.of(method, path));

    assertProblem(answer, status, code);
  }

  @Test
  void saysWhichMethodsAPathKnows() {
    HttpAnswer answer = door.signed(Sending.of("DELETE", ONBOARDING));

    assertThat(answer.headers()).containsEntry("Allow", "POST");
  }

  @Test
  void saysThatARunIsUnknown() {
    HttpAnswer answer = door.signed(Sending.of("GET", "/v1/runs/" + "0".repeat(64)));

    assertProblem(answer, 404, "RUN_UNKNOWN");
  }

  @Test
  void letsACallerDoOnlyWhatItMay() {
    HttpAnswer answer =
        door.answer(
            Sending.of("POST", ONBOARDING)
                .key("SEC-1")
                .json("{}")
                .signed("reader", OpenDoor.READERS_SECRET, NOW)
                .call());

    assertProblem(answer, 403, "ROUTE_NOT_ALLOWED");
    assertThat(door.provision.started()).isEmpty();
  }

  @Test
  void letsNobodyListClustersWithAToken() {
    HttpAnswer answer =
        door.answer(
            Sending.of("GET", "/v1/clusters")
                .token("jira", OpenDoor.TOKEN)
                .from("203.0.113.7")
                .call());

    assertProblem(answer, 403, "ROUTE_NOT_ALLOWED");
  }

  @ParameterizedTest
  @CsvSource({"65536, 400", "65537, 413"})
  void takesABodyOf64KiBAtMost(int bytes, int status) {
    HttpAnswer answer = onboard(" ".repeat(bytes));

    assertThat(answer.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/jsonp",
        "application/json; charset=iso-8859-1",
        "application/json; charset=utf-16",
        "application/json, application/json",
        "application/x-www-form-urlencoded"
      })
  void takesJsonInUtf8Only(String contentType) {
    HttpAnswer answer =
        door.signed(
            Sending.of("POST", ONBOARDING)
                .key("SEC-1")
                .json("{}")
                .header("Content-Type", contentType));

    assertProblem(answer, 415, "NOT_JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON;charset=\"UTF-8\"",
        "application/json ; charset = utf-8"
      })
  void takesJsonHoweverItsTypeIsWritten(String contentType) {
    HttpAnswer answer =
        door.signed(
            Sending.of("POST", ONBOARDING)
                .key("SEC-1")
                .json("{}")
                .header("Content-Type", contentType));

    assertThat(answer.status()).isEqualTo(202);
  }

  @Test
  void takesNoBytesThatAreNotUtf8() {
    HttpAnswer answer =
        door.signed(
            Sending.of("POST", ONBOARDING)
                .key("SEC-1")
                .json("")
                .body("{\"labels\":{\"team\":\"Zürich\"}}".getBytes(StandardCharsets.ISO_8859_1)));

    assertBad(answer, "body");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not JSON | body",
        "[] | body",
        "null | body",
        "{} {} | body",
        "{\"enable\":true,\"enable\":true} | enable",
        "{\"enable\":\"yes\"} | enable",
        "{\"keyStrategy\":\"ALL\"} | keyStrategy",
        "{\"repair\":true} | repair",
        "{\"data\":{}} | data",
        "{\"labels\":{\"aws:x\":\"y\"}} | labels.aws:x",
        "{\"clusterId\":\"a78b7feb-b6cf-4396-9d7f-494982d7d81e\"} | clusterId",
        "{\"clusterId\":7} | clusterId",
        "{\"ticket\":{\"system\":\"jira\"}} | ticket.key",
        "{\"ticket\":{\"system\":\"j\",\"key\":\"1\",\"callbackUrl\":\"http://x\"}} | ticket.callbackUrl"
      })
  void namesTheFieldThatIsWrong(String body, String field) {
    assertBad(onboard(body), field);
    assertThat(door.provision.started()).isEmpty();
  }

  @Test
  void takesTheClusterInTheBodyIfItIsTheOneInThePath() {
    assertThat(onboard("{\"clusterId\":\"" + CLUSTER + "\"}").status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "ümlaut", "a\tb"})
  void wantsAnIdempotencyKeyThatIsOne(String key) {
    HttpAnswer answer = door.signed(Sending.of("POST", ONBOARDING).json("{}").key(key));

    assertBad(answer, "Idempotency-Key");
  }

  @Test
  void wantsAnIdempotencyKeyOf256CharactersAtMost() {
    Sending sending = Sending.of("POST", ONBOARDING).json("{}");

    assertThat(door.signed(sending.key("k".repeat(256))).status()).isEqualTo(202);
    assertBad(door.signed(sending.key("k".repeat(257))), "Idempotency-Key");
    assertBad(door.signed(sending.without("Idempotency-Key")), "Idempotency-Key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{\"enable\":true}", "x"})
  void takesNothingInTheBodyOfAVerification(String body) {
    HttpAnswer answer =
        door.signed(
            Sending.of("POST", "/v1/clusters/" + CLUSTER + "/verification").key("1").json(body));

    assertBad(answer, "body");
    assertThat(door.reverify.started()).isEmpty();
  }

  @Test
  void refusesTheSameKeyWithOtherData() {
    HttpAnswer first = onboard("{\"enable\":true}");
    HttpAnswer answer = onboard("{\"enable\":false}");

    assertThat(first.status()).isEqualTo(202);
    assertProblem(answer, 422, "KEY_REUSED");
    assertThat(json(answer).path("field").asText()).isEqualTo("Idempotency-Key");
    assertThat(door.provision.started()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "pageSize, 0, pageSize",
    "pageSize, 501, pageSize",
    "pageSize, -1, pageSize",
    "pageSize, ten, pageSize",
    "pageSize, '', pageSize",
    "pageToken, x, pageToken",
    "pageToken, e30, pageToken",
    "pageToken, '', pageToken",
    "protection, NONE, protection",
    "protection, '', protection",
    "planted, 1, query"
  })
  void namesTheParameterThatIsWrong(String name, String value, String field) {
    assertBad(door.signed(Sending.of("GET", "/v1/clusters").query(name, value)), field);
  }

  @Test
  void takesAParameterOnce() {
    Sending twice = Sending.of("GET", "/v1/clusters").query("pageSize", "1").query("pageSize", "1");

    assertBad(door.signed(twice), "pageSize");
  }

  @Test
  void takesNoParametersWhereNoneAreKnown() {
    assertBad(
        door.signed(Sending.of("POST", ONBOARDING).key("1").json("{}").query("force", "true")),
        "query");
  }

  private HttpAnswer onboard(String body) {
    return door.signed(Sending.of("POST", ONBOARDING).key("SEC-1").json(body));
  }

  private static void assertBad(HttpAnswer answer, String field) {
    assertProblem(answer, 400, "BAD_REQUEST");
    assertThat(json(answer).path("field").asText()).isEqualTo(field);
  }

  private static void assertUnknown(HttpAnswer answer) {
    assertProblem(answer, 401, "UNAUTHENTICATED");
  }

  private static void assertProblem(HttpAnswer answer, int status, String code) {
    assertThat(json(answer).path("code").asText()).isEqualTo(code);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(json(answer).path("status").asInt()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
    assertThat(answer.body()).doesNotContain("planted");
  }
}
