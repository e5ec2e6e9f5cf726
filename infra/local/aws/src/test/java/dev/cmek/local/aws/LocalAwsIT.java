package dev.cmek.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

final class LocalAwsIT {
  @TempDir static Path folder;

  static LocalStack localStack;
  static AwsAccount account;
  static Map<String, String> outputs;

  @BeforeAll
  static void deploy() throws IOException, URISyntaxException {
    Checkout checkout = Checkout.current();
    long t = System.nanoTime();
    Path python = new LocalStackInstall(checkout).ensure(l -> System.out.println(l));
    System.out.println("INSTALL " + (System.nanoTime() - t) / 1_000_000);
    t = System.nanoTime();
    localStack =
        LocalStack.start(
            python,
            LocalStack.Options.of(checkout, "test-local-aws")
                .recordingCallsTo(folder.resolve("calls.jsonl")));
    System.out.println("START " + (System.nanoTime() - t) / 1_000_000);
    t = System.nanoTime();
    account = localStack.account("111111111111", Region.EU_WEST_1);
    for (String file : new String[] {"template.yaml", "machine.asl.json"}) {
      Files.copy(LocalAwsIT.class.getResourceAsStream(file), folder.resolve(file));
    }
    FunctionPackage.write(folder.resolve("functions.zip"));
    System.out.println("ZIP " + (System.nanoTime() - t) / 1_000_000);
    t = System.nanoTime();
    try (Deployment deployment = new Deployment(account, "example", l -> System.out.println(l))) {
      outputs = deployment.deploy(folder.resolve("template.yaml"), Map.of("Greeting", "hello"));
    }
    System.out.println("DEPLOY " + (System.nanoTime() - t) / 1_000_000);
  }

  @AfterAll
  static void stop() {
    localStack.close();
  }

  @Test
  void functionAnswers() {
    for (int i = 0; i < 4; i++) {
      long t = System.nanoTime();
      System.out.println(
          call("example", "{\"do\":\"answer\",\"name\":\"x\"}").payload().asUtf8String());
      System.out.println("CALL " + (System.nanoTime() - t) / 1_000_000);
    }
    for (String d : new String[] {"environment", "limits", "throw", "die", "hang"}) {
      long t = System.nanoTime();
      System.out.println(
          call("impatient", "{\"do\":\"" + d + "\",\"name\":\"x\"}").payload().asUtf8String());
      System.out.println("CALL " + (System.nanoTime() - t) / 1_000_000);
    }
    System.out.println(
        call("failing-init", "{\"do\":\"answer\",\"name\":\"x\"}").payload().asUtf8String());
    System.out.println(
        call("example", "{\"do\":\"create-queue\",\"name\":\"x\"}").payload().asUtf8String());
    assertThat(outputs).isNotEmpty();
  }

  private static InvokeResponse call(String function, String input) {
    try (LambdaClient lambda = account.client(LambdaClient.builder())) {
      return lambda.invoke(
          request -> request.functionName(function).payload(SdkBytes.fromUtf8String(input)));
    }
  }
}
