package dev.cmek.gcp.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import com.google.api.client.testing.http.MockHttpTransport;
import com.google.api.client.testing.http.MockLowLevelHttpRequest;
import com.google.api.client.testing.http.MockLowLevelHttpResponse;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.shared.door.Workflows.Start;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Engine.Execution;
import dev.cmek.shared.state.Engine.Status;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowsEngineTest {

  private static final String PARENT =
      "https://workflowexecutions.googleapis.com/v1/projects/p/locations/europe-west1/workflows/";
  private static final String NAME =
      "projects/123456789012/locations/europe-west1/workflows/cmek-provision/executions/5f0c-1";

  private final List<String> requests = new ArrayList<>();

  @Test
  void startsAnExecutionWithItsInput() {
    WorkflowsEngine engine = engine(200, "{\"name\":\"" + NAME + "\",\"state\":\"ACTIVE\"}");

    Start started = engine.start("provision-x-1", "{\"a\":\"ä\"}");

    assertThat(started).isEqualTo(new Start.Running("cmek-provision/5f0c-1"));
    assertThat(requests)
        .containsExactly(
            "POST "
                + PARENT
                + "cmek-provision/executions {\"argument\":\"{\\\"a\\\":\\\"ä\\\"}\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "ACTIVE, RUNNING",
    "QUEUED, RUNNING",
    "UNAVAILABLE, RUNNING",
    "SOMETHING_NEW, RUNNING",
    "SUCCEEDED, SUCCEEDED",
    "FAILED, FAILED",
    "CANCELLED, ABORTED"
  })
  void knowsHowAnExecutionFares(String state, Status status) {
    WorkflowsEngine engine = engine(200, execution(state, null));

    assertThat(engine.find("cmek-reverify/5f0c-1"))
        .contains(new Execution("cmek-reverify/5f0c-1", status, "{\"a\":1}"));
    assertThat(requests).containsExactly("GET " + PARENT + "cmek-reverify/executions/5f0c-1 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"code\":\"KEY_OWNED_BY_OTHERS\",\"message\":\"m\"}  | KEY_OWNED_BY_OTHERS",
        "{\"code\":503,\"tags\":[\"HttpError\"]}               | HttpError",
        "{\"tags\":[\"KeyError\",\"LookupError\"]}             | KeyError",
        "\"raised as text\"                                    |",
        "no JSON                                               |"
      })
  void namesWhatWasRaised(String payload, String error) {
    WorkflowsEngine engine = engine(200, execution("FAILED", payload));

    assertThat(engine.find("cmek-provision/5f0c-1").orElseThrow().error()).isEqualTo(error);
  }

  @Test
  void anExecutionThatIsNotThereIsAbsent() {
    WorkflowsEngine engine =
        engine(404, "{\"error\":{\"code\":404,\"message\":\"m\",\"status\":\"NOT_FOUND\"}}");

    assertThat(engine.find("cmek-provision/5f0c-1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "execution",
        "cmek-provision/",
        "cmek-provision/../x",
        "cmek-provision/a/b",
        "arn:aws:states:eu-west-1:111122223333:execution:provision:x"
      })
  void whatIsNoIdIsAskedOfNobody(String id) {
    assertThat(engine(200, "{}").find(id)).isEmpty();

    assertThat(requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"429, THROTTLED", "503, SERVICE_UNAVAILABLE", "403, MISSING_RIGHT"})
  void stopsWhereItCannotKnow(int status, Reason reason) {
    WorkflowsEngine engine = engine(status, "<html>");

    assertThatThrownBy(() -> engine.find("cmek-provision/5f0c-1"))
        .isInstanceOfSatisfying(Stop.class, stop -> assertThat(stop.reason()).isEqualTo(reason));
    assertThatThrownBy(() -> engine.start("n", "{}"))
        .isInstanceOfSatisfying(Stop.class, stop -> assertThat(stop.reason()).isEqualTo(reason));
  }

  private static String execution(String state, @Nullable String payload) {
    Map<String, Object> json =
        payload == null
            ? Map.of("name", NAME, "state", state, "argument", "{\"a\":1}")
            : Map.of(
                "name",
                NAME,
                "state",
                state,
                "argument",
                "{\"a\":1}",
                "error",
                Map.of("payload", payload));
    return Payloads.writeString(json);
  }

  private WorkflowsEngine engine(int status, String body) {
    MockHttpTransport transport =
        new MockHttpTransport() {
          @Override
          public LowLevelHttpRequest buildRequest(String method, String url) {
            return new MockLowLevelHttpRequest() {
              @Override
              public LowLevelHttpResponse execute() throws IOException {
                requests.add(method + " " + url + " " + getContentAsString());
                return new MockLowLevelHttpResponse()
                    .setStatusCode(status)
                    .setContentType("application/json")
                    .setContent(body.getBytes(StandardCharsets.UTF_8));
              }
            };
          }
        };
    return new WorkflowsEngine(
        transport.createRequestFactory(),
        new GoogleCalls("Test"),
        WorkflowsEngine.ROOT,
        "projects/p/locations/europe-west1",
        "cmek-provision");
  }
}
