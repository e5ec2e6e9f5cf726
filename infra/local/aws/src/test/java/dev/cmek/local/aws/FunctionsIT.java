package dev.cmek.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/// Functions behave as on Lambda: called directly, by a queue and by a workflow.
final class FunctionsIT {
  private static final Pattern PID = Pattern.compile("hanging in (\\d+)");

  @TempDir private static Path folder;
  private static LocalAws aws;

  @BeforeAll
  static void deploy() throws IOException, URISyntaxException {
    aws = new LocalAws(folder);
  }

  @AfterAll
  static void stop() {
    aws.close();
  }

  @Test
  void answersAndIsUsedAgain() {
    String input = "{\"do\":\"answer\",\"name\":\"x\"}";
    var _ = aws.call("example", input); // the first process of a package may be ended after a call

    InvokeResponse first = aws.call("example", input);
    InvokeResponse second = aws.call("example", input);

    assertThat(first.functionError()).isNull();
    assertThat(json(first)).contains("\"name\":\"x\"").isEqualTo(json(second));
  }

  @Test
  void seesOnlyTheEnvironmentOfAFunction() {
    String environment = json(aws.call("example", "{\"do\":\"environment\"}"));

    assertThat(environment)
        .contains("\"GREETING\":\"hello\"")
        .contains("\"AWS_LAMBDA_FUNCTION_NAME\":\"example\"")
        .contains("\"AWS_REGION\":\"eu-west-1\"")
        .contains("\"AWS_ENDPOINT_URL\":\"" + aws.localStack.endpoint() + "\"")
        .contains("AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT")
        .doesNotContain("PROCESS_LAMBDA", "LOCALSTACK", "GATEWAY_LISTEN", "JAVA_HOME", "VIRTUAL");
  }

  @Test
  void hasTheMemoryAndTheTimeOfItsSettings() {
    InvokeResponse limits = aws.call("impatient", "{\"do\":\"limits\"}");

    assertThat(json(limits)).contains("\"heapMb\":\"19").containsPattern("\"leftMs\":\"\\d{3}\"");
  }

  @Test
  void exceptionBecomesErrorJson() {
    InvokeResponse thrown = aws.call("example", "{\"do\":\"throw\",\"name\":\"x\"}");

    assertThat(thrown.functionError()).isEqualTo("Unhandled");
    assertThat(json(thrown))
        .contains("\"errorType\":\"dev.cmek.local.aws.functions.NotYetException\"")
        .contains("\"errorMessage\":\"later, x\"");
  }

  @Test
  void processIsKilledWhenTheTimeIsUp() throws IOException {
    InvokeResponse late = aws.call("impatient", "{\"do\":\"hang\"}");

    assertThat(late.functionError()).isEqualTo("Unhandled");
    assertThat(json(late)).contains("Sandbox.Timedout", "Task timed out after 1.00 seconds");
    Matcher pid = PID.matcher(aws.log("impatient"));
    assertThat(pid.find()).isTrue();
    assertThat(ProcessHandle.of(Long.parseLong(pid.group(1)))).isEmpty();
  }

  @Test
  void deathOfTheProcessEndsTheCallAtOnce() {
    Instant start = Instant.now();

    InvokeResponse dead = aws.call("example", "{\"do\":\"die\"}");
    InvokeResponse next = aws.call("example", "{\"do\":\"answer\"}");

    assertThat(json(dead))
        .contains("\"errorType\": \"Runtime.ExitError\"", "exit status 3", "my last words");
    assertThat(next.functionError()).isNull();
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void failureOfTheConstructorIsReported() {
    InvokeResponse failed = aws.call("failing-init", "{}");

    assertThat(failed.functionError()).isEqualTo("Unhandled");
    assertThat(json(failed)).contains("java.lang.IllegalStateException", "a setting is missing");
  }

  @Test
  void callsOfTheSdkAreRecorded() throws IOException {
    var _ = aws.call("example", "{\"do\":\"create-queue\",\"name\":\"made-by-example\"}");

    assertThat(Files.readAllLines(aws.calls))
        .contains(
            "{\"function\":\"example\",\"service\":\"Sqs\",\"operation\":\"CreateQueue\","
                + "\"region\":\"eu-west-1\",\"request\":{\"QueueName\":\"made-by-example\","
                + "\"Attributes\":{\"DelaySeconds\":\"3\"}}}");
  }

  @Test
  void onlyTheFailedMessagesOfABatchReachTheDeadLetters() {
    try (SqsClient sqs = aws.account.client(SqsClient.builder())) {
      sqs.sendMessageBatch(request ->
          request
              .queueUrl(aws.outputs.get("Queue"))
              .entries(message("1", "good"), message("2", "bad"), message("3", "fine")));

      List<String> dead =
          sqs
              .receiveMessage(request ->
                  request
                      .queueUrl(aws.outputs.get("DeadLetters"))
                      .maxNumberOfMessages(10)
                      .waitTimeSeconds(20))
              .messages()
              .stream()
              .map(Message::body)
              .toList();

      assertThat(dead).containsExactly("bad");
    }
  }

  @Test
  void workflowMapsAndRetriesByTheNameOfTheException() {
    String marker = folder.resolve("marker-").toString();
    String regions = "[\"" + marker + "1\",\"" + marker + "2\",\"" + marker + "3\"]";

    DescribeExecutionResponse ended =
        execute("{\"do\":\"throw-once\",\"regions\":" + regions + "}");

    assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(ended.output()).contains("marker-1", "marker-2", "marker-3");
  }

  @Test
  void workflowFailsWithTheNameOfTheException() {
    DescribeExecutionResponse ended = execute("{\"do\":\"unknown\",\"regions\":[\"a\"]}");

    assertThat(ended.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(ended.error()).isEqualTo("java.lang.IllegalArgumentException");
  }

  @Test
  void updateReachesTheFunctions() {
    var _ = aws.deploy(aws.template, "good morning");

    String environment = json(aws.call("greeter", "{\"do\":\"environment\"}"));

    assertThat(environment).contains("\"GREETING\":\"good morning\"");
  }

  @ParameterizedTest
  @CsvSource({
    "!GetAtt Queue.Arn, !GetAtt Missing.Arn, Missing",
    "DefinitionUri: machine.asl.json, Definition: [], Machine",
    "DefinitionUri: machine.asl.json, DefinitionString: '{}', DefinitionString"
  })
  void mistakeInATemplateIsExplained(String right, String wrong, String named) throws IOException {
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(broken, Files.readString(aws.template).replace(right, wrong));

    assertThatThrownBy(() -> deployAs("broken", broken))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining("Stack broken cannot be deployed")
        .hasMessageContaining(named);
  }

  @Test
  void resourceThatCannotBeMadeIsNamed() {
    assertThatThrownBy(() -> deployAs("twin-with-the-same-names", aws.template))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining("twin-with-the-same-names is ROLLBACK_COMPLETE")
        .hasMessageContaining("Function already exist: batch");
  }

  @Test
  void missingPackageIsNamed() throws IOException {
    Path unbuilt = folder.resolve("unbuilt.yaml");
    Files.writeString(
        unbuilt, Files.readString(aws.template).replace("functions.zip", "unbuilt.zip"));

    assertThatThrownBy(() -> deployAs("unbuilt", unbuilt))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining("unbuilt.zip")
        .hasMessageContaining("is it built already?");
  }

  private static void deployAs(String stack, Path template) {
    try (Deployment deployment = new Deployment(aws.account, stack, _ -> {})) {
      var _ = deployment.deploy(template, Map.of("Greeting", ""));
    }
  }

  private static DescribeExecutionResponse execute(String input) {
    try (SfnClient workflows = aws.account.client(SfnClient.builder())) {
      String machine = Objects.requireNonNull(aws.outputs.get("Machine"));
      String execution =
          workflows
              .startExecution(request -> request.stateMachineArn(machine).input(input))
              .executionArn();
      LocalAws.await(
          "end of " + execution,
          () ->
              workflows.describeExecution(request -> request.executionArn(execution)).status()
                  != ExecutionStatus.RUNNING);
      return workflows.describeExecution(request -> request.executionArn(execution));
    }
  }

  private static SendMessageBatchRequestEntry message(String id, String body) {
    return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
  }

  private static String json(InvokeResponse response) {
    return response.payload().asUtf8String();
  }
}
