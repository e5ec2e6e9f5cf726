package dev.cmek.local.aws;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.s3.S3Client;

/// A SAM template, deployed as one stack.
public final class Deployment implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Capability[] CAPABILITIES = {
    Capability.CAPABILITY_IAM, Capability.CAPABILITY_NAMED_IAM, Capability.CAPABILITY_AUTO_EXPAND
  };

  private static final Pattern NO_CHANGES =
      Pattern.compile("didn't contain changes|No updates are to be performed");

  private final AwsAccount account;
  private final String stack;
  private final Consumer<String> progress;
  private final CloudFormationClient cloudFormation;

  /// @param stack its name
  /// @param progress hears one line per resource that is done, such as `CREATE_COMPLETE Queue`
  public Deployment(AwsAccount account, String stack, Consumer<String> progress) {
    this.account = account;
    this.stack = stack;
    this.progress = progress;
    this.cloudFormation = account.client(CloudFormationClient.builder());
  }

  /// Creates or updates the stack and waits until its functions can be called.
  ///
  /// The local files that the template names in `CodeUri` and `DefinitionUri`, relative to itself,
  /// are uploaded first.
  ///
  /// @return the stack's outputs by key
  public Map<String, String> deploy(Path template, Map<String, String> parameters) {
    String url = upload(template);
    Instant start = Instant.now();
    if (find().filter(Deployment::neverCreated).isPresent()) {
      delete();
    }
    if (createOrUpdate(url, parameters)) {
      awaitEnd(start);
    }
    awaitFunctions();
    return find().orElseThrow().outputs().stream()
        .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
  }

  /// Removes the stack with all that its template does not retain; nothing if there is none.
  public void delete() {
    if (find().isEmpty()) {
      return;
    }
    Instant start = Instant.now();
    cloudFormation.deleteStack(request -> request.stackName(stack));
    awaitEnd(start);
  }

  @Override
  public void close() {
    cloudFormation.close();
  }

  private String upload(Path template) {
    try (S3Client s3 = account.client(S3Client.builder())) {
      String bucket = "deployment-" + account.id() + "-" + account.region().id();
      return new TemplatePackage(s3, bucket, account.endpoint()).upload(template);
    }
  }

  /// Plans and starts the change; what is wrong with the template itself comes to light here.
  ///
  /// @return whether there is anything to wait for
  private boolean createOrUpdate(String url, Map<String, String> parameters) {
    String changeSet = plan(url, parameters(parameters));
    DescribeChangeSetResponse planned = awaitPlan(changeSet);
    if (planned.status() == ChangeSetStatus.CREATE_COMPLETE) {
      cloudFormation.executeChangeSet(request -> request.changeSetName(changeSet).stackName(stack));
      return true;
    }
    String reason = String.valueOf(planned.statusReason());
    if (NO_CHANGES.matcher(reason).find()) {
      return false;
    }
    throw new LocalAwsException("Stack " + stack + " cannot be deployed: " + reason);
  }

  private String plan(String url, List<Parameter> parameters) {
    ChangeSetType type = find().isEmpty() ? ChangeSetType.CREATE : ChangeSetType.UPDATE;
    try {
      return cloudFormation
          .createChangeSet(request ->
              request
                  .stackName(stack)
                  .changeSetName("change-" + UUID.randomUUID())
                  .changeSetType(type)
                  .templateURL(url)
                  .parameters(parameters)
                  .capabilities(CAPABILITIES))
          .id();
    } catch (CloudFormationException e) {
      throw new LocalAwsException(
          "Stack " + stack + " cannot be deployed: " + e.awsErrorDetails().errorMessage(), e);
    }
  }

  private DescribeChangeSetResponse awaitPlan(String changeSet) {
    Instant limit = Instant.now().plus(LIMIT);
    while (true) {
      DescribeChangeSetResponse planned =
          cloudFormation.describeChangeSet(
              request -> request.changeSetName(changeSet).stackName(stack));
      if (planned.status() == ChangeSetStatus.CREATE_COMPLETE
          || planned.status() == ChangeSetStatus.FAILED) {
        return planned;
      }
      if (Instant.now().isAfter(limit)) {
        throw new LocalAwsException("Changes of stack " + stack + " are still being planned");
      }
      Pause.of(POLL);
    }
  }

  private static List<Parameter> parameters(Map<String, String> values) {
    return values.entrySet().stream()
        .map(value ->
            Parameter.builder()
                .parameterKey(value.getKey())
                .parameterValue(value.getValue())
                .build())
        .toList();
  }

  private void awaitEnd(Instant start) {
    Set<String> told = new HashSet<>();
    while (true) {
      String status = find().map(Stack::stackStatusAsString).orElse("DELETE_COMPLETE");
      List<StackEvent> events = status.equals("DELETE_COMPLETE") ? List.of() : events(start);
      events.stream()
          .filter(event -> !event.resourceStatusAsString().endsWith("_IN_PROGRESS"))
          .filter(event -> told.add(event.eventId()))
          .map(event -> event.resourceStatusAsString() + " " + event.logicalResourceId())
          .forEach(progress);
      if (status.endsWith("ROLLBACK_COMPLETE") || status.endsWith("_FAILED")) {
        throw new LocalAwsException("Stack " + stack + " is " + status + failures(events));
      }
      if (status.endsWith("_COMPLETE")) {
        return;
      }
      if (Instant.now().isAfter(start.plus(LIMIT))) {
        throw new LocalAwsException(
            "Stack " + stack + " is still " + status + " after " + LIMIT.toSeconds() + " s");
      }
      Pause.of(POLL);
    }
  }

  /// What happened to the stack since then, oldest first.
  private List<StackEvent> events(Instant start) {
    return cloudFormation
        .describeStackEventsPaginator(request -> request.stackName(stack))
        .stackEvents()
        .stream()
        .filter(event -> !event.timestamp().isBefore(start))
        .toList()
        .reversed();
  }

  private static String failures(List<StackEvent> events) {
    return events.stream()
        .filter(event -> event.resourceStatusAsString().endsWith("_FAILED"))
        .filter(event -> event.resourceStatusReason() != null)
        .map(event -> event.logicalResourceId() + ": " + event.resourceStatusReason())
        .collect(Collectors.joining("\n  ", ":\n  ", ""));
  }

  private void awaitFunctions() {
    try (LambdaClient lambda = account.client(LambdaClient.builder())) {
      Instant limit = Instant.now().plus(LIMIT);
      cloudFormation
          .listStackResourcesPaginator(request -> request.stackName(stack))
          .stackResourceSummaries()
          .stream()
          .filter(resource -> resource.resourceType().equals("AWS::Lambda::Function"))
          .map(StackResourceSummary::physicalResourceId)
          .forEach(function -> awaitActive(lambda, function, limit));
    }
  }

  private static void awaitActive(LambdaClient lambda, String function, Instant limit) {
    while (true) {
      FunctionConfiguration found =
          lambda.getFunction(request -> request.functionName(function)).configuration();
      if (found.state() == State.FAILED || found.lastUpdateStatus() == LastUpdateStatus.FAILED) {
        throw new LocalAwsException("Function " + function + " failed: " + found.stateReason());
      }
      if (found.state() == State.ACTIVE
          && found.lastUpdateStatus() != LastUpdateStatus.IN_PROGRESS) {
        return;
      }
      if (Instant.now().isAfter(limit)) {
        throw new LocalAwsException("Function " + function + " is still " + found.state());
      }
      Pause.of(POLL);
    }
  }

  private Optional<Stack> find() {
    try {
      return cloudFormation.describeStacks(request -> request.stackName(stack)).stacks().stream()
          .findFirst();
    } catch (CloudFormationException e) {
      if (String.valueOf(e.getMessage()).contains("does not exist")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Its creation failed: such a stack cannot be updated, only deleted.
  private static boolean neverCreated(Stack found) {
    return switch (found.stackStatus()) {
      case REVIEW_IN_PROGRESS, CREATE_FAILED, ROLLBACK_COMPLETE, ROLLBACK_FAILED, DELETE_FAILED ->
          true;
      default -> false;
    };
  }
}
