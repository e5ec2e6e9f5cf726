package dev.cmek.aws.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.cmek.aws.Example;
import dev.cmek.aws.Invocation;
import dev.cmek.aws.cluster.CheckCmekFunction;
import dev.cmek.aws.cluster.EnableCmekFunction;
import dev.cmek.aws.cluster.FetchClusterFunction;
import dev.cmek.aws.evidence.RecordFunction;
import dev.cmek.aws.key.EnsureKeyFunction;
import dev.cmek.aws.key.EnsureReplicaFunction;
import dev.cmek.aws.notify.NotifyFunction;
import dev.cmek.aws.policy.AttachPolicyFunction;
import dev.cmek.aws.role.EnsureRoleFunction;
import dev.cmek.aws.state.BeginRunFunction;
import dev.cmek.aws.verify.VerifyAccessFunction;
import dev.cmek.aws.workflow.Execution;
import dev.cmek.aws.workflow.Execution.Status;
import dev.cmek.aws.workflow.StateMachine;
import dev.cmek.aws.workflow.StepFunctions;
import dev.cmek.aws.workflow.TaskFunction;
import dev.cmek.aws.workflow.VirtualClock;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.KeyStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The deployment in memory has all that an onboarding needs.
class FakeWiringTest {

  private static final String ARN = "arn:aws:states:eu-west-1:111122223333:stateMachine:provision";
  private static final Map<String, Function<Wiring, RequestStreamHandler>> FUNCTIONS =
      Map.ofEntries(
          Map.entry("BeginRun", BeginRunFunction::new),
          Map.entry("FetchCluster", FetchClusterFunction::new),
          Map.entry("EnsureRole", EnsureRoleFunction::new),
          Map.entry("EnsureKey", EnsureKeyFunction::new),
          Map.entry("EnsureReplica", EnsureReplicaFunction::new),
          Map.entry("AttachPolicy", AttachPolicyFunction::new),
          Map.entry("VerifyAccess", VerifyAccessFunction::new),
          Map.entry("EnableCmek", EnableCmekFunction::new),
          Map.entry("CheckCmek", CheckCmekFunction::new),
          Map.entry("Record", RecordFunction::new),
          Map.entry("Notify", NotifyFunction::new));

  private final VirtualClock clock = new VirtualClock(Example.NOW, 42);
  private final FakeWiring wiring = new FakeWiring(clock);

  @ParameterizedTest
  @CsvSource({
    "KEY_PER_REGION, ROLE_POLICY",
    "SINGLE_KEY, KEY_POLICY",
    "MULTI_REGION_KEY, KEY_POLICY"
  })
  void theRealWorkflowEnablesACluster(KeyStrategy strategy, AccessGrant grant) throws IOException {
    Example example = Example.of(strategy, grant).in("eu-west-1", "us-east-1", "ap-south-1");
    wiring.clusterApi().put(example.cluster());
    wiring.clusterApi().enablingTakes(Duration.ofMinutes(12));
    wiring.aws().principalsSpreadIn(Duration.ofSeconds(10));
    wiring.aws().keys().replicasReadyAfter(2);

    Execution execution =
        new StepFunctions(clock)
            .start(
                provision(),
                "one",
                Payloads.write(
                    Map.of(
                        "source", "//test", "eventId", "event-1", "request", example.request())));
    clock.run();

    assertThat(execution.status()).as(execution::toString).isEqualTo(Status.SUCCEEDED);
    assertThat(wiring.clusterApi().cmek(Example.CLUSTER).status()).isEqualTo(CmekStatus.ENABLED);
    assertThat(wiring.announcements().only().type()).isEqualTo("dev.cmek.onboarding.completed.v1");
    assertThat(wiring.evidence().contents()).hasSize(1);
    assertThat(wiring.intents().find(Example.CLUSTER).orElseThrow().isGuarded()).isTrue();
    assertThat(wiring.logLines()).noneMatch(line -> line.contains("\"ERROR\""));
  }

  private StateMachine provision() throws IOException {
    Map<String, TaskFunction> functions = new HashMap<>();
    FUNCTIONS.forEach((name, function) ->
        functions.put(name, input -> Invocation.invoke(function.apply(wiring), input)));
    String definition = Files.readString(Path.of("../infra/aws/workflows/provision.asl.json"));
    return StateMachine.load(
        ARN, definition.replaceAll("\\$\\{(\\w+)FunctionArn}", "$1"), functions);
  }
}
