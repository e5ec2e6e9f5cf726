package dev.cmek.local.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/// A LocalStack with the tests' template deployed.
final class LocalAws implements AutoCloseable {
  private static final String ACCOUNT = "111111111111";

  final LocalStack localStack;
  final AwsAccount account;
  final Path template;
  final Path calls;
  final Path logs;
  final Map<String, String> outputs;
  private final LambdaClient lambda;

  /// @param folder for the template and its files
  LocalAws(Path folder) throws IOException, URISyntaxException {
    LocalStack.Options options = LocalStack.Options.of(Checkout.current(), "test-local-aws");
    calls = folder.resolve("calls.jsonl");
    logs = options.logs();
    localStack = LocalStack.start(python(), options.recordingCallsTo(calls));
    account = localStack.account(ACCOUNT, Region.EU_WEST_1);
    lambda = account.client(LambdaClient.builder());
    template = copy("template.yaml", folder);
    var _ = copy("machine.asl.json", folder);
    FunctionPackage.write(folder.resolve("functions.zip"));
    outputs = deploy(template, "hello");
  }

  static Path python() {
    return new LocalStackInstall(Checkout.current()).ensure(_ -> {});
  }

  Map<String, String> deploy(Path changedTemplate, String greeting) {
    try (Deployment deployment = new Deployment(account, "example", _ -> {})) {
      return deployment.deploy(changedTemplate, Map.of("Greeting", greeting));
    }
  }

  InvokeResponse call(String function, String input) {
    return lambda.invoke(
        request -> request.functionName(function).payload(SdkBytes.fromUtf8String(input)));
  }

  String log(String function) throws IOException {
    return Files.readString(logs.resolve(function + ".log"), UTF_8);
  }

  /// Waits, at most 30 seconds.
  static void await(String what, BooleanSupplier condition) {
    Instant limit = Instant.now().plusSeconds(30);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(limit)) {
        throw new AssertionError("not within 30 s: " + what);
      }
      Pause.of(Duration.ofMillis(100));
    }
  }

  @Override
  public void close() {
    lambda.close();
    localStack.close();
  }

  private static Path copy(String resource, Path folder) throws IOException {
    Path file = folder.resolve(resource);
    try (InputStream content =
        Objects.requireNonNull(LocalAws.class.getResourceAsStream(resource))) {
      Files.copy(content, file);
    }
    return file;
  }
}
