package dev.cmek.local.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/// A LocalStack in host mode whose Lambda functions are JVM processes of this machine, or one that
/// runs already somewhere else.
///
/// Everything it writes is in its home folder; only the address 127.0.0.1 is listened on.
public final class LocalStack implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  /// Its state is in memory only, and its own way down takes ten seconds.
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(100);

  /// How to start one.
  ///
  /// @param home its own folder; another start with the same home ends the earlier LocalStack
  /// @param packages where unpacked deployment packages are kept from one start to the next
  /// @param logs gets `localstack.log` and one `<function name>.log` per function
  /// @param port to listen on; 0 takes a free one
  /// @param functionVariables added to the environment of each function
  /// @param functionJars put behind everything else on the class path of each function
  public record Options(
      Path home,
      Path packages,
      Path logs,
      int port,
      Map<String, String> functionVariables,
      List<Path> functionJars) {

    public Options {
      functionVariables = Map.copyOf(functionVariables);
      functionJars = List.copyOf(functionJars);
    }

    /// In `.local/<name>` of the repository, on a free port.
    public static Options of(Checkout checkout, String name) {
      return in(checkout.local().resolve(name), checkout.local().resolve("packages"));
    }

    /// In these folders, on a free port.
    public static Options in(Path home, Path packages) {
      return new Options(home, packages, home.resolve("logs"), 0, Map.of(), List.of());
    }

    public Options withPort(int wanted) {
      return new Options(home, packages, logs, wanted, functionVariables, functionJars);
    }

    /// Every AWS call of the functions is written to this file, by {@link CallRecorder}.
    public Options recordingCallsTo(Path file) {
      return new Options(
          home,
          packages,
          logs,
          port,
          Map.of(CallRecorder.FILE_VARIABLE, file.toAbsolutePath().toString()),
          List.of(jarOf(CallRecorder.class)));
    }
  }

  private final URI endpoint;
  private final Optional<OwnProcess> process;

  private LocalStack(URI endpoint, Optional<OwnProcess> process) {
    this.endpoint = endpoint;
    this.process = process;
  }

  /// Starts one and waits until it answers. It outlives this JVM unless it is closed.
  ///
  /// @param python of {@link LocalStackInstall#ensure}
  public static LocalStack start(Path python, Options options) {
    stop(options.home());
    int port = options.port() == 0 ? freePort() : requireFree(options.port());
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    Path log = options.logs().resolve("localstack.log");
    try {
      clean(options);
      ProcessBuilder builder =
          new ProcessBuilder(python.toString(), "-m", "localstack.runtime.main")
              .directory(options.home().toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().clear(); // no AWS_* or LocalStack settings of whoever runs this
      builder.environment().putAll(environment(options, port));
      OwnProcess process = OwnProcess.started(builder.start(), pidFile(options.home()));
      LocalStack localStack = new LocalStack(endpoint, Optional.of(process));
      localStack.awaitHealth(log);
      return localStack;
    } catch (IOException e) {
      throw new LocalAwsException("starting LocalStack in " + options.home() + ": " + e, e);
    }
  }

  /// One that runs already: in Docker, or another emulator that speaks the same APIs.
  public static LocalStack attach(URI endpoint) {
    if (status(endpoint).isEmpty()) {
      throw new LocalAwsException("No AWS answers at " + endpoint + ": is it started?");
    }
    return new LocalStack(endpoint, Optional.empty());
  }

  /// Ends the LocalStack that was started with this home and not closed; nothing if there is none.
  public static void stop(Path home) {
    OwnProcess.found(pidFile(home)).ifPresent(process -> process.stop(STOP_LIMIT));
  }

  /// Whether the LocalStack that was started with this home still runs.
  public static boolean isRunning(Path home) {
    return OwnProcess.found(pidFile(home)).isPresent();
  }

  /// Where its APIs answer, like `http://127.0.0.1:4566`.
  public URI endpoint() {
    return endpoint;
  }

  /// A caller of its APIs.
  ///
  /// @param id twelve digits, any
  public AwsAccount account(String id, Region region) {
    return new AwsAccount(endpoint, id, region);
  }

  /// Stops it with all its functions, if it was started here.
  @Override
  public void close() {
    process.ifPresent(started -> started.stop(STOP_LIMIT));
  }

  private void awaitHealth(Path log) {
    Instant limit = Instant.now().plus(START_LIMIT);
    URI health = endpoint.resolve("/_localstack/health");
    while (status(health).orElse(0) != 200) {
      if (!process.orElseThrow().alive()) {
        throw new LocalAwsException("LocalStack ended while it started:\n" + tail(log));
      }
      if (Instant.now().isAfter(limit)) {
        close();
        throw new LocalAwsException(
            "LocalStack does not answer after " + START_LIMIT.toSeconds() + " s:\n" + tail(log));
      }
      Pause.of(POLL);
    }
  }

  /// The HTTP status of what answers there; empty if nobody does.
  private static OptionalInt status(URI address) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(address).timeout(ANSWER_LIMIT).build();
      return OptionalInt.of(
          http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
    } catch (IOException _) {
      return OptionalInt.empty(); // nobody listens, or not yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("interrupted while waiting for LocalStack", e);
    }
  }

  /// What an earlier run left: LocalStack keeps nothing from one start to the next.
  private static void clean(Options options) throws IOException {
    Folders.delete(options.home().resolve("tmp"));
    Folders.delete(options.home().resolve("files"));
    Files.createDirectories(options.home().resolve("tmp"));
    Files.createDirectories(options.logs());
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(options.logs(), "*.log")) {
      for (Path log : logs) {
        Files.delete(log);
      }
    }
  }

  private static Map<String, String> environment(Options options, int port) {
    String address = "127.0.0.1:" + port;
    Path home = options.home().toAbsolutePath();
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin")),
            Map.entry("HOME", home.toString()),
            Map.entry("LANG", "C.UTF-8"),
            Map.entry("TMPDIR", home.resolve("tmp").toString()),
            Map.entry("FILESYSTEM_ROOT", home.resolve("files").toString()),
            // a machine that looks like a container to it is one of ours all the same
            Map.entry("OVERRIDE_IN_DOCKER", "0"),
            Map.entry("GATEWAY_LISTEN", address),
            Map.entry("LOCALSTACK_HOST", address),
            Map.entry("SQS_ENDPOINT_STRATEGY", "path"),
            Map.entry("DNS_ADDRESS", "0"),
            Map.entry("DISABLE_EVENTS", "1"),
            Map.entry("SKIP_SSL_CERT_DOWNLOAD", "1"),
            Map.entry("LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT", "60"),
            // a message waits a second for its function at most, not ten
            Map.entry("LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC", "1"),
            Map.entry("LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_ERROR_SEC", "5"),
            Map.entry("LAMBDA_RUNTIME_EXECUTOR", "process"),
            Map.entry(
                "PROCESS_LAMBDA_JAVA",
                Path.of(System.getProperty("java.home"), "bin/java").toString()),
            Map.entry("PROCESS_LAMBDA_RIC", joined(runtimeJars())),
            Map.entry("PROCESS_LAMBDA_EXTRA_CLASSPATH", joined(options.functionJars())),
            Map.entry("PROCESS_LAMBDA_PACKAGES", options.packages().toAbsolutePath().toString()),
            Map.entry("PROCESS_LAMBDA_LOGS", options.logs().toAbsolutePath().toString()));
    Map<String, String> environment = new HashMap<>(settings);
    options
        .functionVariables()
        .forEach((name, value) -> environment.put("PROCESS_LAMBDA_ENV_" + name, value));
    return environment;
  }

  /// AWS's own client of the Runtime API with all that it needs.
  private static List<Path> runtimeJars() {
    return Stream.of(
            AWSLambda.class, Context.class, PojoSerializer.class, SdkInternalThreadLocal.class)
        .map(LocalStack::jarOf)
        .toList();
  }

  private static Path jarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path names files", e);
    }
  }

  private static String joined(List<Path> jars) {
    return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new LocalAwsException("finding a free port: " + e, e);
    }
  }

  private static int requireFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // a port that was just given up is free
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port;
    } catch (IOException e) {
      throw new LocalAwsException(
          "Port "
              + port
              + " on 127.0.0.1 is taken, perhaps by another LocalStack: stop what listens there,"
              + " or choose another port.",
          e);
    }
  }

  private static Path pidFile(Path home) {
    return home.resolve("localstack.pid");
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()))
          + "\n(all of it: "
          + log
          + ")";
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
