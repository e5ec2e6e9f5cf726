package dev.cmek.local.gcp.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.local.gcp.Allowing;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.metadata.MetadataApi;
import dev.cmek.local.gcp.rest.RestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionHostTest {

  private static final String CALLER = "serviceAccount:cmek-workflows@p.iam.gserviceaccount.com";

  @TempDir private Path folder;

  private final Allowing allowing = new Allowing();
  private final RestServer server = new RestServer(0, List.of(new MetadataApi()));
  private final HttpClient http = HttpClient.newHttpClient();
  private FunctionHost host = new FunctionHost(allowing, server.url(), Path.of("target"));

  @BeforeEach
  void useFolder() {
    host.close();
    host = new FunctionHost(allowing, server.url(), folder);
  }

  @AfterEach
  void close() {
    host.close();
    server.close();
    http.close();
  }

  @Test
  void handsRequestAndAnswerThrough() throws Exception {
    URI url = deploy(ShowRequest.class, true);

    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url + "/v1/a%20b?x=1&y=%2F"))
                .header("X-Question", "q")
                .header("X-Forwarded-For", "203.0.113.9")
                .method("PATCH", BodyPublishers.ofString("{\"ä\":1}"))
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body())
        .isEqualTo("PATCH /v1/a%20b x=1&y=%2F q 203.0.113.9,127.0.0.1 {\"ä\":1}");
    assertThat(answer.headers().allValues("X-Answer")).containsExactly("a", "b");
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(log()).contains("asked for /v1/a%20b");
  }

  @Test
  void functionIsItsOwnServiceAccountAtOtherServices() throws Exception {
    URI url = deploy(ShowRequest.class, true);

    String token = get(url.resolve("/token")).body();

    assertThat(token).isEqualTo(Caller.accessToken("serviceAccount:" + Deployments.EMAIL));
  }

  @Test
  void functionHasItsOwnEnvironmentAndNothingOfThisProcess() throws Exception {
    URI url = host.deploy(Deployments.of(ShowRequest.class, true, Map.of("STATE_BUCKET", "state")));

    String environment = get(url.resolve("/environment")).body();

    assertThat(environment.lines().map(line -> line.substring(0, line.indexOf('='))))
        .containsExactly(
            "CLOUDSDK_CONFIG", "FUNCTION_TARGET", "GCE_METADATA_HOST", "K_SERVICE", "STATE_BUCKET");
    assertThat(environment).contains("K_SERVICE=cmek-example", "STATE_BUCKET=state");
  }

  @Test
  void firstRequestsAtOnceStartOneProcess() throws Exception {
    URI url = deploy(ShowRequest.class, true);
    assertThat(host.processes()).isEmpty();

    List<CompletableFuture<HttpResponse<String>>> asked =
        Stream.generate(() ->
                http.sendAsync(
                    HttpRequest.newBuilder(url.resolve("/pid")).build(), BodyHandlers.ofString()))
            .limit(6)
            .toList();

    List<String> answers = asked.stream().map(answer -> answer.join().body()).toList();
    assertThat(host.processes()).hasSize(1);
    assertThat(answers).containsOnly(host.processes().getFirst().toString());
  }

  @Test
  void processThatDiedIsStartedAnewAndTheLogSaysSo() throws Exception {
    URI url = deploy(ShowRequest.class, true);
    String first = get(url.resolve("/pid")).body();

    HttpResponse<String> dying = get(url.resolve("/die"));
    String second = get(url.resolve("/pid")).body();

    assertThat(dying.statusCode()).isEqualTo(503);
    assertThat(second).isNotEqualTo(first);
    assertThat(log()).contains("has died, process " + first);
  }

  @Test
  void defectOfAFunctionIs500AndIsInItsLog() throws Exception {
    URI url = deploy(ShowRequest.class, true);

    HttpResponse<String> answer = get(url.resolve("/throw"));

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(log()).contains("a defect");
  }

  @Test
  void functionThatCannotBeMadeIs503AndItsLogSaysWhy() throws Exception {
    URI url = deploy(FailingStart.class, true);

    HttpResponse<String> answer = get(url);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("cmek-example.log");
    assertThat(log()).contains("PROJECT is not set");
    assertThat(host.processes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          none,                                        403
          Basic abc,                                   401
          Bearer eyJhbGciOi,                           401
          Bearer as:CALLER,                            401
          Bearer as:CALLER;aud=http://127.0.0.1:1,     401
          Bearer as:CALLER;aud=URL/,                   401
          Bearer as:CALLER;aud=URL,                    409
          Bearer as:serviceAccount:other@p;aud=URL,    403
          """)
  void letsInWhomThePolicyLetsIn(String authorization, int status) throws Exception {
    URI url = deploy(ShowRequest.class, false);
    allowing.only(CALLER, "run.routes.invoke projects/p/locations/l/functions/cmek-example");
    allowing.only("serviceAccount:other@p");
    HttpRequest.Builder request = HttpRequest.newBuilder(url);
    if (authorization != null) {
      request.header(
          "Authorization", authorization.replace("CALLER", CALLER).replace("URL", url.toString()));
    }

    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(host.processes()).hasSize(status == 409 ? 1 : 0);
  }

  @Test
  void refusesASecondFunctionOfAName() {
    var _ = deploy(ShowRequest.class, true);

    assertThatThrownBy(() -> deploy(ShowRequest.class, true)).hasMessageContaining("cmek-example");
  }

  @Test
  void closingEndsTheProcesses() throws Exception {
    URI url = deploy(ShowRequest.class, true);
    var _ = get(url.resolve("/pid"));
    ProcessHandle process = ProcessHandle.of(host.processes().getFirst()).orElseThrow();

    host.close();

    assertThat(process.isAlive()).isFalse();
    assertThatThrownBy(() -> get(url)).isInstanceOf(IOException.class);
  }

  @Test
  void noProcessSurvivesAHostThatIsKilled() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HostMain.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    ProcessHandle function;
    try (BufferedReader output = other.inputReader()) {
      String line = output.readLine();
      function = ProcessHandle.of(Long.parseLong(line.substring("pid ".length()))).orElseThrow();
    } finally {
      var _ = other.destroyForcibly();
    }

    var _ = function.onExit().get(20, TimeUnit.SECONDS);

    assertThat(function.isAlive()).isFalse();
  }

  private URI deploy(Class<?> type, boolean everybody) {
    return host.deploy(Deployments.of(type, everybody, Map.of()));
  }

  private HttpResponse<String> get(URI url) throws Exception {
    return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("cmek-example.log"));
  }
}
