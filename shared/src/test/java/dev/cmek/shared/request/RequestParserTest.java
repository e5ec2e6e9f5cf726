package dev.cmek.shared.request;

import static dev.cmek.shared.request.RequestExample.CLUSTER;
import static dev.cmek.shared.request.RequestExample.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.json.Payloads;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestParserTest {

  private static final String MEMBERS =
      "accessGrant, acknowledge, clusterId, dryRun, enable, keyRegion, keyStrategy, labels,"
          + " rotationPeriodDays, ticket";
  private static final String UUID_MESSAGE =
      "must be the cluster's whole UUID in lower case, such as"
          + " f78b7feb-b6cf-4396-9d7f-494982d7d81e";
  private static final String LABEL_MESSAGE =
      "keys (1 to 128 characters) and values (1 to 256) may have letters, digits and _.:/=+@-,"
          + " values also spaces";
  private static final String URL_MESSAGE =
      "must be an https URL with a host and without user:password";
  private static final String PRINTABLE_MESSAGE =
      "may have printable ASCII characters without spaces only";

  @Test
  void fillsInWhatIsLeftOut() {
    Onboarding read = RequestExample.onboarding("e-1", "");

    assertThat(read)
        .isEqualTo(
            new Onboarding(
                "//onboarding.example/clusters",
                "e-1",
                new OnboardingRequest(
                    CLUSTER,
                    KeyStrategy.KEY_PER_REGION,
                    null,
                    AccessGrant.ROLE_POLICY,
                    true,
                    false,
                    365,
                    Map.of(),
                    List.of(),
                    null),
                false));
  }

  @Test
  void readsEveryMember() {
    OnboardingRequest read =
        RequestExample.request(
            """
            "keyStrategy":"MULTI_REGION_KEY","keyRegion":"eu-west-1","accessGrant":"KEY_POLICY",
            "enable":false,"dryRun":true,"rotationPeriodDays":90,
            "labels":{"team":"payments","cost-center":"4711"},
            "acknowledge":["EARLIER_BACKUPS_UNRESTORABLE"],
            "ticket":{"system":"jira","key":"SEC-123","callbackUrl":"https://t.example/x?token=1"}
            """);

    assertThat(read)
        .isEqualTo(
            new OnboardingRequest(
                CLUSTER,
                KeyStrategy.MULTI_REGION_KEY,
                "eu-west-1",
                AccessGrant.KEY_POLICY,
                false,
                true,
                90,
                Map.of("team", "payments", "cost-center", "4711"),
                List.of(Acknowledgement.EARLIER_BACKUPS_UNRESTORABLE),
                new Ticket("jira", "SEC-123", URI.create("https://t.example/x?token=1"))));
  }

  @Test
  void takesNullForLeftOut() {
    OnboardingRequest read =
        RequestExample.request(
            """
            "keyStrategy":null,"keyRegion":null,"accessGrant":null,"enable":null,"dryRun":null,
            "rotationPeriodDays":null,"labels":null,"acknowledge":null,"ticket":null
            """);

    assertThat(read).isEqualTo(RequestExample.request(""));
  }

  static Stream<Arguments> goodEvents() {
    String event = event("e-1", "");
    return Stream.of(
        row("without a time", event.replace("\"time\":\"2026-11-22T10:00:00Z\",", "")),
        row("with an offset", event.replace("10:00:00Z", "10:00:00.123+02:00")),
        row(
            "without a content type",
            event.replace("\"datacontenttype\":\"application/json\",", "")),
        row("with a charset", event.replace("application/json", "Application/JSON; charset=utf-8")),
        row("with a subject", event.replaceFirst("\\{", "{\"subject\":\"s\",")),
        row("with a data schema", event.replaceFirst("\\{", "{\"dataschema\":\"https://s/1\",")),
        row("with an extension", event.replaceFirst("\\{", "{\"traceparent\":\"00-ab-cd-01\",")),
        row("with another order", "{\"data\":{\"clusterId\":\"" + CLUSTER + "\"}," + rest(event)),
        row("with white space around it", " \n" + event + "\n\t "));
  }

  private static String rest(String event) {
    return event.substring(1, event.indexOf(",\"data\"")) + "}";
  }

  @ParameterizedTest
  @MethodSource("goodEvents")
  void readsTheSame(String event) throws BadRequest {
    assertThat(new RequestParser(CloudProvider.AWS).event(event))
        .isEqualTo(RequestExample.onboarding("e-1", ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {90, 365, 2560})
  void takesRotationPeriodsThatKmsTakes(int days) {
    assertThat(RequestExample.request("\"rotationPeriodDays\":" + days).rotationPeriodDays())
        .isEqualTo(days);
  }

  @Test
  void takesValuesAtTheirLimits() {
    String labels =
        IntStream.range(0, 40)
            .mapToObj(i -> "\"%s%02d\":\"%s\"".formatted("k".repeat(126), i, "ü".repeat(256)))
            .collect(Collectors.joining(","));

    Onboarding read = RequestExample.onboarding("e".repeat(256), "\"labels\":{" + labels + "}");

    assertThat(read.eventId()).hasSize(256);
    assertThat(read.request().labels()).hasSize(40);
  }

  static Stream<Arguments> badEnvelopes() {
    String event = event("e-1", "");
    return Stream.of(
        bad("nothing", "", "body", "must be a JSON object"),
        bad("null", "null", "body", "must be a JSON object"),
        bad("a list", "[]", "body", "must be a JSON object"),
        bad("a text", "\"" + CLUSTER + "\"", "body", "must be a JSON object"),
        bad("not JSON", "onboard, please", "body", "is not JSON (line 1, column 1)"),
        bad("XML", "<event/>", "body", "is not JSON (line 1, column 1)"),
        bad("cut off", event.substring(0, 50), "body", "is not JSON (line 1, column 51)"),
        bad("a comment", "/* hello */ " + event, "body", "is not JSON (line 1, column 1)"),
        bad("single quotes", event.replace('"', '\''), "body", "is not JSON (line 1, column 2)"),
        bad("a trailing comma", "{\"a\":1,}", "body", "is not JSON (line 1, column 8)"),
        bad("something behind", event + "{}", "body", "is not JSON (line 1, column 243)"),
        bad("not a number", "{\"a\":NaN}", "body", "is not JSON (line 1, column 9)"),
        bad("deep lists", "[".repeat(5000), "body", "is nested too deeply or has too long parts"),
        bad(
            "deep objects",
            "{\"a\":".repeat(5000),
            "body",
            "is nested too deeply or has too long parts"),
        bad(
            "a long number",
            "{\"a\":" + "1".repeat(2000) + "}",
            "body",
            "is nested too deeply or has too long parts"),
        bad(
            "a long name",
            "{\"" + "a".repeat(60_000) + "\":1}",
            "body",
            "is nested too deeply or has too long parts"),
        bad(
            "a double attribute",
            event.replaceFirst("\\{", "{\"id\":\"e-1\","),
            "id",
            "is there twice"),
        bad("no version", event.replace("specversion", "specversio"), "specversion", "is missing"),
        bad("an old version", event.replace("\"1.0\"", "\"0.3\""), "specversion", "must be 1.0"),
        bad(
            "a version as number",
            event.replace("\"1.0\"", "1.0"),
            "specversion",
            "must be a text, not a number"),
        bad(
            "another type",
            event.replace("requested.v1", "requested.v2"),
            "type",
            "must be dev.cmek.onboarding.requested.v1"),
        bad("no type", event.replace("\"type\"", "\"kind\""), "type", "is missing"),
        bad("no id", event.replace("\"id\"", "\"identity\""), "id", "is missing"),
        bad("an empty id", event("", ""), "id", "must have 1 to 256 characters"),
        bad("a blank id", event(" ", ""), "id", "must have 1 to 256 characters"),
        bad("a null id", event.replace("\"e-1\"", "null"), "id", "is missing"),
        bad("a number as id", event.replace("\"e-1\"", "7"), "id", "must be a text, not a number"),
        bad("a long id", event("e".repeat(257), ""), "id", "must have 1 to 256 characters"),
        bad("a foreign id", event("bestätigt", ""), "id", PRINTABLE_MESSAGE),
        bad("an id with a space", event("e 1", ""), "id", PRINTABLE_MESSAGE),
        bad(
            "an id with a line break",
            event("e\\n1", ""),
            "id",
            "may have no invisible characters"),
        bad(
            "a foreign source",
            event.replace("onboarding.example", "ünboarding.example"),
            "source",
            PRINTABLE_MESSAGE),
        bad("no source", event.replace("source", "sauce"), "source", "is missing"),
        bad(
            "a time of day",
            event.replace("2026-11-22T10:00:00Z", "10 o'clock"),
            "time",
            "must be an RFC 3339 time, such as 2026-11-22T10:00:00Z"),
        bad(
            "a time without zone",
            event.replace("10:00:00Z", "10:00:00"),
            "time",
            "must be an RFC 3339 time, such as 2026-11-22T10:00:00Z"),
        bad(
            "XML data",
            event.replace("application/json", "application/xml"),
            "datacontenttype",
            "must be application/json"),
        bad(
            "another kind of JSON",
            event.replace("application/json", "application/json-seq"),
            "datacontenttype",
            "must be application/json"),
        bad("no data", event.replace("\"data\"", "\"date\""), "data", "is missing"),
        bad(
            "data as text",
            event.replaceFirst("\"data\":\\{.*}}", "\"data\":\"{}\"}"),
            "data",
            "must be a JSON object"),
        bad(
            "data as base64",
            event.replaceFirst("\"data\":\\{.*}}", "\"data_base64\":\"e30=\"}"),
            "data",
            "is missing"),
        bad(
            "an extension in camel case",
            event.replaceFirst("\\{", "{\"traceParent\":\"1\","),
            "traceParent",
            "is neither an attribute nor an extension of CloudEvents 1.0"),
        bad(
            "an extension with members",
            event.replaceFirst("\\{", "{\"trace\":{},"),
            "trace",
            "is neither an attribute nor an extension of CloudEvents 1.0"),
        bad(
            "a huge attribute name",
            event.replaceFirst("\\{", "{\"" + "x".repeat(40_000) + "\":1,"),
            "x".repeat(60) + "…",
            "is neither an attribute nor an extension of CloudEvents 1.0"));
  }

  static Stream<Arguments> badData() {
    return Stream.of(
        badCluster("absent", "{}", "is missing"),
        badCluster("null", "{\"clusterId\":null}", "is missing"),
        badCluster("number", "{\"clusterId\":7}", "must be a text, not a number"),
        badCluster("object", "{\"clusterId\":{\"id\":1}}", "must be a text, not an object"),
        badCluster("empty", "{\"clusterId\":\"\"}", "must have 1 to 256 characters"),
        badCluster(
            "upper case", "{\"clusterId\":\"F78B7FEB-B6CF-4396-9D7F-494982D7D81E\"}", UUID_MESSAGE),
        badCluster("last 12 only", "{\"clusterId\":\"494982d7d81e\"}", UUID_MESSAGE),
        badCluster(
            "no dashes", "{\"clusterId\":\"f78b7febb6cf43969d7f494982d7d81e\"}", UUID_MESSAGE),
        badCluster("braces", "{\"clusterId\":\"{" + CLUSTER + "}\"}", UUID_MESSAGE),
        badCluster("white space", "{\"clusterId\":\" " + CLUSTER + "\"}", UUID_MESSAGE),
        badCluster(
            "line break",
            "{\"clusterId\":\"" + CLUSTER + "\\n\"}",
            "may have no invisible characters"),
        badCluster("wildcard", "{\"clusterId\":\"*\"}", UUID_MESSAGE),
        badCluster(
            "huge",
            "{\"clusterId\":\"" + "f".repeat(200_000) + "\"}",
            "must have 1 to 256 characters"),
        bad("\"clusterId\":\"" + CLUSTER + "\"", "data.clusterId", "is there twice"),
        bad("\"dryrun\":true", "data.dryrun", "is not known here; known are " + MEMBERS),
        bad("\"clusterID\":\"x\"", "data.clusterID", "is not known here; known are " + MEMBERS),
        bad("\"repair\":true", "data.repair", "is not known here; known are " + MEMBERS),
        bad(
            "\"" + "y".repeat(40_000) + "\":1",
            "data." + "y".repeat(60) + "…",
            "is not known here; known are " + MEMBERS),
        bad("\"a\\u0000b\":1", "data.a?b", "is not known here; known are " + MEMBERS),
        bad("\"\":1", "data.\"\"", "is not known here; known are " + MEMBERS),
        bad(
            "\"keyStrategy\":\"KEY_PER_REGOIN\"",
            "data.keyStrategy",
            "must be one of KEY_PER_REGION, SINGLE_KEY, MULTI_REGION_KEY, not KEY_PER_REGOIN"),
        bad(
            "\"keyStrategy\":\"single_key\"",
            "data.keyStrategy",
            "must be one of KEY_PER_REGION, SINGLE_KEY, MULTI_REGION_KEY, not single_key"),
        bad(
            "\"keyStrategy\":0",
            "data.keyStrategy",
            "must be one of KEY_PER_REGION, SINGLE_KEY, MULTI_REGION_KEY"),
        bad(
            "\"keyStrategy\":\"https://t.example/?token=planted\"",
            "data.keyStrategy",
            "must be one of KEY_PER_REGION, SINGLE_KEY, MULTI_REGION_KEY"),
        bad(
            "\"accessGrant\":\"BOTH\"",
            "data.accessGrant",
            "must be one of ROLE_POLICY, KEY_POLICY, not BOTH"),
        bad(
            "\"keyRegion\":\"eu-west-1\"",
            "data.keyRegion",
            "goes with SINGLE_KEY or MULTI_REGION_KEY only"),
        bad(
            "\"keyStrategy\":\"SINGLE_KEY\",\"keyRegion\":\"EU (Ireland)\"",
            "data.keyRegion",
            "must be a region's name, such as eu-west-1"),
        bad(
            "\"keyStrategy\":\"SINGLE_KEY\",\"keyRegion\":1",
            "data.keyRegion",
            "must be a text, not a number"),
        bad("\"enable\":\"true\"", "data.enable", "must be true or false, not a text"),
        bad("\"enable\":1", "data.enable", "must be true or false, not a number"),
        bad("\"dryRun\":[true]", "data.dryRun", "must be true or false, not a list"),
        badRotation("89"),
        badRotation("2561"),
        badRotation("-365"),
        badRotation("365.0"),
        badRotation("1e99999"),
        badRotation("99999999999999999999"),
        badRotation("\"365\""),
        badRotation("true"),
        bad("\"labels\":[]", "data.labels", "must be a JSON object"),
        bad("\"labels\":{\"team\":1}", "data.labels.team", "must be a text, not a number"),
        bad("\"labels\":{\"team\":null}", "data.labels.team", "must be a text, not nothing"),
        bad("\"labels\":{\"team\":\"\"}", "data.labels.team", "must have 1 to 256 characters"),
        bad("\"labels\":{\"a\":\"1\",\"a\":\"2\"}", "data.labels.a", "is there twice"),
        bad(
            "\"labels\":{\"team\":\"" + "x".repeat(257) + "\"}",
            "data.labels.team",
            "must have 1 to 256 characters"),
        bad("\"labels\":{\"\":\"x\"}", "data.labels", LABEL_MESSAGE),
        bad("\"labels\":{\"" + "k".repeat(129) + "\":\"x\"}", "data.labels", LABEL_MESSAGE),
        bad("\"labels\":{\"te am\":\"x\"}", "data.labels", LABEL_MESSAGE),
        bad("\"labels\":{\"team\":\"a*b\"}", "data.labels", LABEL_MESSAGE),
        badLabel("cmek"),
        badLabel("cmek:cluster"),
        badLabel("CMEK:Cluster"),
        badLabel("aws:createdBy"),
        badLabel("AWS:createdBy"),
        bad(
            "\"labels\":{\"team\":\"a\",\"Team\":\"b\"}",
            "data.labels.Team",
            "is another key in other letter case: IAM takes them for the same"),
        bad(
            "\"labels\":{"
                + IntStream.range(0, 41)
                    .mapToObj(i -> "\"k" + i + "\":\"x\"")
                    .collect(Collectors.joining(","))
                + "}",
            "data.labels",
            "may be 40 at most"),
        bad(
            "\"acknowledge\":\"EARLIER_BACKUPS_UNRESTORABLE\"",
            "data.acknowledge",
            "must be a list, not a text"),
        bad(
            "\"acknowledge\":[\"EARLIER_BACKUPS_UNRESTORABLE\",\"ALL\"]",
            "data.acknowledge[1]",
            "must be EARLIER_BACKUPS_UNRESTORABLE, not ALL"),
        bad(
            "\"acknowledge\":[null]",
            "data.acknowledge[0]",
            "must be EARLIER_BACKUPS_UNRESTORABLE"),
        bad("\"ticket\":\"SEC-123\"", "data.ticket", "must be a JSON object"),
        bad("\"ticket\":{\"key\":\"SEC-123\"}", "data.ticket.system", "is missing"),
        bad("\"ticket\":{\"system\":\"jira\"}", "data.ticket.key", "is missing"),
        bad(
            "\"ticket\":{\"system\":\"jira\",\"key\":\"S\\u0007\"}",
            "data.ticket.key",
            "may have no invisible characters"),
        bad(
            "\"ticket\":{\"system\":\"jira\",\"key\":\"S\\ud800\"}",
            "data.ticket.key",
            "may have no invisible characters"),
        bad(
            "\"ticket\":{\"system\":\"jira\",\"key\":\"S\",\"url\":\"x\"}",
            "data.ticket.url",
            "is not known here; known are callbackUrl, key, system"),
        badCallback("http://t.example/?token=planted"),
        badCallback("HTTPS//t.example/?token=planted"),
        badCallback("//t.example/?token=planted"),
        badCallback("https:///x?token=planted"),
        badCallback("https://me:planted@t.example/x"),
        badCallback("https://t.example/a b?token=planted"),
        badCallback("javascript:alert('planted')"),
        bad(
            "\"ticket\":{\"system\":\"jira\",\"key\":\"S\",\"callbackUrl\":[\"planted\"]}",
            "data.ticket.callbackUrl",
            "must be a text, not a list"),
        bad(
            "\"ticket\":{\"system\":\"jira\",\"key\":\"S\",\"callbackUrl\":\"https://t.example/?"
                + "planted".repeat(300)
                + "\"}",
            "data.ticket.callbackUrl",
            "must have 1 to 2048 characters"));
  }

  @ParameterizedTest
  @MethodSource({"badEnvelopes", "badData"})
  void namesTheFieldAndWhatIsWrongWithIt(String event, String field, String message) {
    BadRequest bad =
        catchThrowableOfType(
            BadRequest.class, () -> new RequestParser(CloudProvider.AWS).event(event));

    assertThat(bad.field()).isEqualTo(field);
    assertThat(bad.text()).isEqualTo(field + ": " + message);
    assertThat(bad).hasNoCause();
    assertThat(bad.text()).doesNotContain("planted");
  }

  static Stream<Arguments> badStarts() {
    return Stream.of(
        bad("nothing", "null", "body", "must be a JSON object"),
        bad("no request", "{}", "request", "is missing"),
        bad("a bad request", "{\"request\":{}}", "request.clusterId", "is missing"),
        bad(
            "a mistyped flag",
            "{\"request\":{\"clusterId\":\"" + CLUSTER + "\"},\"repair\":\"yes\"}",
            "repair",
            "must be true or false, not a text"),
        bad(
            "an event",
            event("e-1", "").replace("\"data\"", "\"request\""),
            "datacontenttype",
            "is not known here; known are eventId, repair, request, source"));
  }

  @ParameterizedTest
  @MethodSource("badStarts")
  void namesTheFieldOfADirectStart(String input, String field, String message) {
    BadRequest bad =
        catchThrowableOfType(
            BadRequest.class,
            () ->
                new RequestParser(CloudProvider.AWS)
                    .start(Payloads.tree(input.getBytes(UTF_8)), "execution-1"));

    assertThat(bad.field()).isEqualTo(field);
    assertThat(bad.text()).isEqualTo(field + ": " + message);
  }

  @Test
  void takesTheExecutionForTheIdOfADirectStart() throws BadRequest {
    String input = "{\"request\":{\"clusterId\":\"" + CLUSTER + "\"},\"repair\":true}";

    Onboarding read =
        new RequestParser(CloudProvider.AWS)
            .start(Payloads.tree(input.getBytes(UTF_8)), "execution-1");

    assertThat(read)
        .isEqualTo(new Onboarding("execution", "execution-1", RequestExample.request(""), true));
  }

  @Test
  void showsNoCallbackUrlInItsText() {
    String text =
        RequestExample.onboarding(
                "e-1",
                """
                "ticket":{"system":"jira","key":"SEC-123",
                          "callbackUrl":"https://t.example/?token=planted"}
                """)
            .toString();

    assertThat(text).contains("jira SEC-123").doesNotContain("planted");
  }

  private static Arguments row(String name, String event) {
    return argumentSet(name, event);
  }

  private static Arguments bad(String name, String text, String field, String message) {
    return argumentSet(name, text, field, message);
  }

  private static Arguments bad(String more, String field, String message) {
    String name = more.substring(0, Math.min(60, more.length()));
    return bad(name, event("e-1", more), field, message);
  }

  private static Arguments badCluster(String name, String data, String message) {
    String event = event("e-1", "").replaceFirst("\"data\":\\{.*}}", "\"data\":DATA}");
    return bad("cluster id: " + name, event.replace("DATA", data), "data.clusterId", message);
  }

  private static Arguments badRotation(String days) {
    return bad(
        "\"rotationPeriodDays\":" + days,
        "data.rotationPeriodDays",
        "must be a whole number from 90 to 2560");
  }

  private static Arguments badLabel(String key) {
    return bad(
        "\"labels\":{\"" + key + "\":\"x\"}",
        "data.labels." + key,
        "keys beginning with cmek or aws: are reserved");
  }

  private static Arguments badCallback(String url) {
    return bad(
        "\"ticket\":{\"system\":\"jira\",\"key\":\"S\",\"callbackUrl\":\"" + url + "\"}",
        "data.ticket.callbackUrl",
        URL_MESSAGE);
  }
}
