package dev.cmek.local.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.FailedPreconditionException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.api.gax.rpc.PermissionDeniedException;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.workflows.executions.v1.CreateExecutionRequest;
import com.google.cloud.workflows.executions.v1.Execution;
import com.google.cloud.workflows.executions.v1.Execution.CallLogLevel;
import com.google.cloud.workflows.executions.v1.Execution.State;
import com.google.cloud.workflows.executions.v1.ExecutionView;
import com.google.cloud.workflows.executions.v1.ExecutionsClient;
import com.google.cloud.workflows.executions.v1.ExecutionsSettings;
import com.google.cloud.workflows.executions.v1.ListExecutionsRequest;
import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.iam.Enforcement;
import dev.cmek.local.gcp.rest.Api.Request;
import dev.cmek.local.gcp.rest.RestServer;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The Workflow Executions API, by Google's own client.
final class WorkflowsTest {

  private static final String WORKFLOW =
      "projects/p/locations/europe-west1/workflows/cmek-provision";
  private static final String DOOR = "serviceAccount:door@p.iam.gserviceaccount.com";

  private final VirtualTime time = new VirtualTime();
  private final BlockingQueue<String> stopped = new ArrayBlockingQueue<>(10);
  private final Set<String> allowed = ConcurrentHashMap.newKeySet();
  private final Workflows workflows = new Workflows(enforcement(), new Pace(time, 1), stopped::add);
  private final RestServer server = new RestServer(0, List.of(workflows));
  private final ExecutionsClient client = client();

  WorkflowsTest() {
    allowed.addAll(
        List.of(
            "workflows.executions.create",
            "workflows.executions.get",
            "workflows.executions.list",
            "workflows.executions.cancel"));
  }

  @AfterEach
  void close() {
    client.close();
    workflows.close();
    server.close();
  }

  @Test
  void executionSucceeds() throws InterruptedException {
    deploy("- give:\n    return: ${args}\n");

    Execution created = client.createExecution(WORKFLOW, execution("{\"a\":1}"));
    Execution ended = ended(created);

    assertThat(created.getName()).startsWith(WORKFLOW + "/executions/");
    assertThat(created.getArgument()).isEqualTo("{\"a\":1}");
    assertThat(ended.getState()).isEqualTo(State.SUCCEEDED);
    assertThat(ended.getResult()).isEqualTo("{\"a\":1}");
    assertThat(ended.getStartTime().getSeconds()).isEqualTo(VirtualTime.START.getEpochSecond());
    assertThat(ended.hasEndTime()).isTrue();
    assertThat(stopped).isEmpty();
  }

  @Test
  void executionFailsWithItsError() throws InterruptedException {
    deploy("- fail:\n    raise: {code: X, message: broken}\n");

    Execution ended = ended(client.createExecution(WORKFLOW, execution("{}")));

    assertThat(ended.getState()).isEqualTo(State.FAILED);
    assertThat(ended.getError().getPayload()).isEqualTo("{\"code\":\"X\",\"message\":\"broken\"}");
    assertThat(ended.getError().getContext()).contains("step \"fail\"");
    assertThat(ended.getError().getStackTrace().getElements(0).getRoutine()).isEqualTo("main");
    assertThat(ended.getResult()).isEmpty();
  }

  @Test
  void failureIsLoggedAsTheSinkExportsIt() throws InterruptedException {
    deploy("- fail:\n    raise: {code: X, message: broken}\n");

    Execution ended = ended(client.createExecution(WORKFLOW, execution("{}")));

    JsonNode entry = Bench.parse(stopped.poll(10, TimeUnit.SECONDS));
    assertThat(entry.path("logName").asText())
        .isEqualTo("projects/p/logs/workflows.googleapis.com%2Fexecutions_system");
    assertThat(entry.path("severity").asText()).isEqualTo("ERROR");
    assertThat(entry.path("resource"))
        .isEqualTo(
            Bench.parse(
                """
                {"type":"workflows.googleapis.com/Workflow","labels":{
                  "project_id":"p","location":"europe-west1","workflow_id":"cmek-provision"}}
                """));
    assertThat(entry.at("/labels/workflows.googleapis.com~1execution_id").asText())
        .isEqualTo(id(ended));
    assertThat(entry.path("jsonPayload"))
        .isEqualTo(
            Bench.parse(
                """
                {"@type":"type.googleapis.com/google.cloud.workflows.type.ExecutionsSystemLog",
                 "activityTime":"2026-11-22T10:00:00Z","state":"FAILED",
                 "failure":{"exception":"{\\"code\\":\\"X\\",\\"message\\":\\"broken\\"}","source":"main.fail"}}
                """));
  }

  @Test
  void executionIsCancelledWhileItWaits() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (ScriptedFunctions functions = new ScriptedFunctions()) {
      functions.on(
          "f",
          _ -> {
            asked.countDown();
            waitFor(never);
            return ScriptedFunctions.Answer.done("1");
          });
      deploy("- ask:\n    call: http.get\n    args: {url: \"" + functions.url("f") + "\"}\n");
      Execution created = client.createExecution(WORKFLOW, execution("{}"));
      waitFor(asked);

      Execution running = client.getExecution(created.getName());
      Execution cancelled = client.cancelExecution(created.getName());
      Execution ended = ended(created);
      never.countDown();

      assertThat(running.getState()).isEqualTo(State.ACTIVE);
      assertThat(cancelled.getState()).isEqualTo(State.CANCELLED);
      assertThat(ended.getState()).isEqualTo(State.CANCELLED);
      JsonNode entry = Bench.parse(stopped.poll(10, TimeUnit.SECONDS));
      assertThat(entry.at("/jsonPayload/state").asText()).isEqualTo("CANCELLED");
      assertThat(entry.at("/jsonPayload/failure").isMissingNode()).isTrue();
      assertThatThrownBy(() -> client.cancelExecution(created.getName()))
          .isInstanceOfAny(FailedPreconditionException.class, InvalidArgumentException.class);
      assertThat(stopped).isEmpty();
    }
  }

  @Test
  void executionsAreListedPageByPage() throws InterruptedException {
    deploy("- give:\n    return: 1\n");
    for (int i = 0; i < 5; i++) {
      Execution _ = ended(client.createExecution(WORKFLOW, execution("{}")));
      time.sleep(Duration.ofSeconds(1));
    }

    var basic =
        client.listExecutions(
            ListExecutionsRequest.newBuilder().setParent(WORKFLOW).setPageSize(2).build());
    var full =
        client.listExecutions(
            ListExecutionsRequest.newBuilder()
                .setParent(WORKFLOW)
                .setView(ExecutionView.FULL)
                .build());

    assertThat(StreamSupport.stream(basic.iterateAll().spliterator(), false))
        .hasSize(5)
        .allMatch(execution -> execution.getResult().isEmpty())
        .isSortedAccordingTo(
            (a, b) -> Long.compare(b.getStartTime().getSeconds(), a.getStartTime().getSeconds()));
    assertThat(full.iterateAll()).allMatch(execution -> execution.getResult().equals("1"));
  }

  @Test
  void labelsAndLogLevelAreKept() {
    deploy("- give:\n    return: 1\n");

    Execution created =
        client.createExecution(
            CreateExecutionRequest.newBuilder()
                .setParent(WORKFLOW)
                .setExecution(
                    Execution.newBuilder()
                        .setCallLogLevel(CallLogLevel.LOG_ERRORS_ONLY)
                        .putLabels("team", "payments"))
                .build());

    assertThat(created.getCallLogLevel()).isEqualTo(CallLogLevel.LOG_ERRORS_ONLY);
    assertThat(created.getLabelsMap()).isEqualTo(Map.of("team", "payments"));
  }

  @ParameterizedTest
  @CsvSource({
    "workflows.executions.create",
    "workflows.executions.get",
    "workflows.executions.list",
    "workflows.executions.cancel"
  })
  void callWithoutItsPermissionIsRefused(String permission) {
    deploy("- give:\n    return: 1\n");
    String name = client.createExecution(WORKFLOW, execution("{}")).getName();
    allowed.remove(permission);

    assertThatThrownBy(
            () -> {
              switch (permission) {
                case "workflows.executions.create" ->
                    client.createExecution(WORKFLOW, execution("{}"));
                case "workflows.executions.get" -> client.getExecution(name);
                case "workflows.executions.list" -> client.listExecutions(WORKFLOW);
                default -> client.cancelExecution(name);
              }
            })
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining(permission);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> client.createExecution(WORKFLOW, execution("{}")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> client.getExecution(WORKFLOW + "/executions/x"))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> client.listExecutions(WORKFLOW)).isInstanceOf(ApiException.class);
  }

  @Test
  void executionOfOneWorkflowIsNoneOfAnother() {
    deploy("- give:\n    return: 1\n");
    String name = client.createExecution(WORKFLOW, execution("{}")).getName();

    assertThatThrownBy(() -> client.getExecution(name.replace("cmek-provision", "other")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void argumentThatIsTooLargeOrNoJsonIsRefused() {
    deploy("- give:\n    return: 1\n");

    assertThatThrownBy(
            () -> client.createExecution(WORKFLOW, execution("\"" + "x".repeat(32 * 1024) + "\"")))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("32 KB");
    assertThatThrownBy(() -> client.createExecution(WORKFLOW, execution("{")))
        .isInstanceOf(InvalidArgumentException.class);
    assertThat(client.listExecutions(WORKFLOW).iterateAll()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"arguments\":\"{}\"}",
        "{\"argument\":{}}",
        "{\"argument\":\"{\"}",
        "{\"callLogLevel\":\"ALL\"}",
        "[]",
        "{"
      })
  void unknownBodyIsRefused(String body) {
    deploy("- give:\n    return: 1\n");

    assertThatThrownBy(() -> post(body, Map.of())).hasMessageContaining("INVALID_ARGUMENT");
  }

  @Test
  void unknownParameterIsRefused() {
    deploy("- give:\n    return: 1\n");

    assertThatThrownBy(() -> post("{}", Map.of("filter", "x")))
        .hasMessageContaining("the parameter filter is not known here");
  }

  @Test
  void workflowThatIsDeployedAgainIsAnother() throws InterruptedException {
    deploy("- give:\n    return: 1\n");
    deploy("- give:\n    return: 2\n");

    assertThat(ended(client.createExecution(WORKFLOW, execution("{}"))).getResult()).isEqualTo("2");
  }

  @Test
  void wrongDefinitionIsNotDeployed() {
    assertThatThrownBy(() -> deploy("- give:\n    returns: 1\n"))
        .isInstanceOf(InvalidDefinition.class)
        .hasMessage("line 5: step give has returns, which is not known here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GOOGLE_X", "WORKFLOWS_X"})
  void reservedEnvironmentVariableIsRefused(String name) {
    Map<String, String> environment = Map.of(name, "x");

    assertThatThrownBy(() -> new Workflow(WORKFLOW, "", "a@p", environment))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void backoffIsScaledButSleepIsNot() throws InterruptedException {
    Workflows fast = new Workflows(enforcement(), new Pace(time, 0.01), stopped::add);
    fast.deploy(
        new Workflow(
            WORKFLOW,
            """
            main:
              steps:
                - nap:
                    call: sys.sleep
                    args: {seconds: 60}
                - fail:
                    try:
                      call: http.get
                      args: {url: "http://127.0.0.1:1/"}
                    retry: ${http.default_retry}
            """,
            "a@p",
            Map.of()));
    try (RestServer other = new RestServer(0, List.of(fast))) {
      ExecutionsClient toOther = client(other);

      String name = toOther.createExecution(WORKFLOW, execution("{}")).getName();
      fast.await(name.substring(name.lastIndexOf('/') + 1));
      toOther.close();
    }

    assertThat(time.sleeps()).startsWith(60.0, 0.01, 0.012).hasSize(6);
  }

  private void deploy(String steps) {
    workflows.deploy(
        new Workflow(
            WORKFLOW,
            "main:\n  params: [args]\n  steps:\n" + steps.indent(4),
            "workflow@p.iam.gserviceaccount.com",
            Map.of()));
  }

  private Execution ended(Execution execution) throws InterruptedException {
    workflows.await(id(execution));
    return client.getExecution(execution.getName());
  }

  private static String id(Execution execution) {
    return execution.getName().substring(execution.getName().lastIndexOf('/') + 1);
  }

  private static Execution execution(String argument) {
    return Execution.newBuilder().setArgument(argument).build();
  }

  private void post(String body, Map<String, String> query) {
    var _ =
        workflows.answer(
            new Request(
                Caller.OWNER,
                "POST",
                "/v1/" + WORKFLOW + "/executions",
                query,
                Map.of(),
                ByteString.copyFromUtf8(body)));
  }

  /// Allows the door, and people, what is in [#allowed].
  private Enforcement enforcement() {
    return new Enforcement() {
      @Override
      public void require(Caller caller, String permission, String resource) {
        if (!allows(caller, permission, resource)) {
          throw Status.PERMISSION_DENIED
              .withDescription(permission + " on " + resource)
              .asRuntimeException();
        }
      }

      @Override
      public boolean allows(Caller caller, String permission, String resource) {
        boolean known = caller.member().equals(DOOR) || caller.equals(Caller.OWNER);
        return known && allowed.contains(permission);
      }
    };
  }

  private ExecutionsClient client() {
    return client(server);
  }

  private static ExecutionsClient client(RestServer server) {
    try {
      AccessToken token = AccessToken.newBuilder().setTokenValue(Caller.accessToken(DOOR)).build();
      return ExecutionsClient.create(
          ExecutionsSettings.newHttpJsonBuilder()
              .setEndpoint(server.url().toString())
              .setCredentialsProvider(
                  FixedCredentialsProvider.create(GoogleCredentials.create(token)))
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
