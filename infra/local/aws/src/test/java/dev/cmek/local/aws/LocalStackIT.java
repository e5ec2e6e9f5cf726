package dev.cmek.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.Runtime;

/// Starts and stops, also after a crash.
final class LocalStackIT {
  @TempDir private Path folder;

  @Test
  void pluginsOwnTestsPass() throws IOException, InterruptedException {
    ProcessBuilder tests =
        new ProcessBuilder(
                LocalAws.python().toString(), "-B", "-m", "unittest", "discover", "-s", "tests")
            .directory(Checkout.current().module().resolve("plugin").toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("tests.log").toFile());
    tests.environment().put("PYTHONPATH", ".");

    int status = tests.start().waitFor();

    assertThat(status).as(Files.readString(folder.resolve("tests.log"))).isZero();
  }

  @Test
  void takenPortIsNamed() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();

      assertThatThrownBy(() -> LocalStack.start(LocalAws.python(), options().withPort(port)))
          .isInstanceOf(LocalAwsException.class)
          .hasMessageContaining("Port " + port + " on 127.0.0.1 is taken");
    }
  }

  @Test
  void attachingToNothingIsRefused() throws IOException {
    URI nobody;
    try (ServerSocket closedAtOnce = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + closedAtOnce.getLocalPort());
    }

    assertThatThrownBy(() -> LocalStack.attach(nobody))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining("No AWS answers at " + nobody);
  }

  @Test
  void killedLocalStackTakesItsFunctionsAlong() throws IOException, URISyntaxException {
    LocalStack killed = LocalStack.start(LocalAws.python(), options());
    callAFunction(killed);
    ProcessHandle process = process();
    List<ProcessHandle> functions = process.descendants().toList();

    process.destroyForcibly();

    assertThat(functions).isNotEmpty();
    LocalAws.await("end of functions", () -> functions.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void startEndsTheOneThatAnEarlierRunLeftBehind() throws IOException {
    var _ = LocalStack.start(LocalAws.python(), options());
    ProcessHandle left = process();

    try (LocalStack next = LocalStack.start(LocalAws.python(), options())) {
      assertThat(left.isAlive()).isFalse();
      assertThat(process().isAlive()).isTrue();
      assertThat(LocalStack.attach(next.endpoint()).endpoint()).isEqualTo(next.endpoint());
    }

    assertThat(folder.resolve("home/localstack.pid")).doesNotExist();
  }

  private LocalStack.Options options() {
    return LocalStack.Options.in(folder.resolve("home"), folder.resolve("packages"));
  }

  private ProcessHandle process() throws IOException {
    String pid = Files.readString(folder.resolve("home/localstack.pid")).split(" ", 2)[0];
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private void callAFunction(LocalStack localStack) throws IOException, URISyntaxException {
    Path zip = folder.resolve("functions.zip");
    FunctionPackage.write(zip);
    SdkBytes code = SdkBytes.fromByteArray(Files.readAllBytes(zip));
    AwsAccount account = localStack.account("111111111111", Region.EU_WEST_1);
    try (LambdaClient lambda = account.client(LambdaClient.builder())) {
      lambda.createFunction(request ->
          request
              .functionName("example")
              .runtime(Runtime.JAVA21)
              .role("arn:aws:iam::111111111111:role/example")
              .handler("dev.cmek.local.aws.functions.Batch")
              .code(zipped -> zipped.zipFile(code)));
      var _ = lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName("example"));
      lambda.invoke(
          request -> request.functionName("example").payload(SdkBytes.fromUtf8String("{}")));
    }
  }
}
