package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowTrailTest {

  private static final String CLUSTER = "2b5c1f0e-93d4-4f6a-8c7e-d1e0a4b86f21";
  private static final String KEY =
      "projects/p/locations/%s/keyRings/cmek-" + CLUSTER + "/cryptoKeys/cmek";

  @TempDir private Path logs;

  private HttpServer engine;
  private GoogleRest google;
  private volatile String execution = state("ACTIVE", "");

  @SuppressWarnings("NullAway.Init")
  WorkflowTrailTest() {}

  @BeforeEach
  void start() throws IOException {
    engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    engine.createContext(
        "/",
        call -> {
          String answer =
              call.getRequestURI().getPath().startsWith("/local/")
                  ? "{\"steps\":[\"main.prepare\",\"main.begin_run\"],\"log\":[]}"
                  : execution;
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          try (call) {
            call.sendResponseHeaders(200, body.length);
            call.getResponseBody().write(body);
          }
        });
    engine.start();
    google = new GoogleRest("http://127.0.0.1:" + engine.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    google.close();
    engine.stop(0);
  }

  @Test
  void aStepsChangesAreToldWhereTheyWereMade() throws IOException {
    // given
    log("ensure-key", line("EnsureKey", "CHANGED", change("CreateKeyRing", "us-east4")));
    log("ensure-key", line("EnsureKey", "CHANGED", change("CreateCryptoKey", "us-east4")));
    log("ensure-key", line("EnsureKey", "CHANGED", change("CreateCryptoKey", "us-west2")));
    log("ensure-key", line("EnsureKey", "DONE", "\"durationMs\":84"));
    log("ensure-key", line("EnsureKey", "DONE", "\"durationMs\":90"));
    Trail trail = trail();

    // when
    List<Trail.Line> lines = trail.follow();

    // then
    assertThat(lines)
        .extracting(line -> line.outcome() + " " + line.place() + ": " + line.text())
        .containsExactly(
            "DONE us-east4: CreateKeyRing, CreateCryptoKey",
            "DONE us-west2: CreateCryptoKey",
            "DONE : nothing to change");
    assertThat(trail.running()).isEqualTo("EnsureKey");
    assertThat(trail.steps()).isEqualTo(2);
  }

  @Test
  void whatIsLoggedLaterIsToldOnceAndWhole() throws IOException {
    Trail trail = trail();
    log("enable-cmek", line("EnableCmek", "NOT_YET", "\"reason\":\"ACCESS_SPREADING\""));
    Files.writeString(
        logs.resolve("cmek-check-cmek.log"), "[host] starts\n{\"time\":\"half of a line");

    List<Trail.Line> first = trail.follow();
    List<Trail.Line> second = trail.follow();

    assertThat(first).extracting(Trail.Line::text).containsExactly("ACCESS_SPREADING");
    assertThat(second).isEmpty();
  }

  @Test
  void otherClustersAndEarlierRunsAreNotToldOf() throws IOException {
    log("ensure-key", line("EnsureKey", "DONE", "").replace(CLUSTER, "another"));
    log("ensure-key", line("EnsureKey", "DONE", "").replace("T10:", "T09:"));

    assertThat(trail().follow()).isEmpty();
  }

  @Test
  void theEngineSaysHowItEnded() {
    Trail trail = trail();
    assertThat(trail.end()).isEmpty();
    execution =
        state(
            "FAILED",
            """
            ,"error":{"payload":"{\\"code\\":\\"WRONG_PLAN\\",\\"message\\":\\"plan BASIC\\"}"}\
            """);

    var _ = trail.follow();

    assertThat(trail.end()).contains(new Trail.End(false, "WRONG_PLAN: plan BASIC"));
    assertThat(trail.wasInTheWay()).isFalse();
  }

  @Test
  void aSweepThatFoundAnotherOneSaysSo() {
    execution = state("SUCCEEDED", ",\"result\":\"{\\\"busy\\\":true}\"");

    assertThat(trail().wasInTheWay()).isTrue();
  }

  private Trail trail() {
    return new WorkflowTrail(
        "projects/p/locations/l/workflows/cmek-provision/executions/e", google, logs);
  }

  private void log(String function, String line) throws IOException {
    Files.writeString(
        logs.resolve("cmek-" + function + ".log"),
        line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static String line(String step, String outcome, String more) {
    return """
    {"time":"2026-11-22T10:00:05Z","step":"%s","cluster":"%s","outcome":"%s"%s}\
    """
        .formatted(step, CLUSTER, outcome, more.isEmpty() ? "" : "," + more);
  }

  private static String change(String action, String location) {
    return "\"action\":\"cloudkms:%s\",\"object\":\"%s\""
        .formatted(action, KEY.formatted(location));
  }

  private static String state(String state, String more) {
    return """
    {"startTime":"2026-11-22T10:00:00Z","state":"%s","argument":"{\\"clusterId\\":\\"%s\\"}"%s}\
    """
        .formatted(state, CLUSTER, more);
  }
}
