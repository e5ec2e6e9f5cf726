package dev.cmek.simulator;

import dev.cmek.simulator.access.AwsAccess;
import dev.cmek.simulator.access.AwsCustomerCloud;
import dev.cmek.simulator.access.GcpAccess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Runs the simulator as a process of its own until it is terminated.
///
/// It prints one line when it is ready. API keys come from files or the environment, never as
/// arguments, which other users of a machine can see.
public final class Main {
  private static final String USAGE =
      """
      Usage: Main [--port N] [--admin-port N] [--aws-endpoint URL] [--gcp-endpoint URL]
                  [--reader-key-file FILE] [--operator-key-file FILE] [--administrator-key-file FILE]
      Ports default to free ones, the endpoints to http://127.0.0.1:4566 and http://127.0.0.1:4570.
      Without a file a key comes from CLOUD_API_READER_KEY, CLOUD_API_OPERATOR_KEY, \
      CLOUD_API_ADMINISTRATOR_KEY;
      reader and operator are required. A key begins with CCDB1_.\
      """;
  private static final Set<String> FLAGS =
      Set.of(
          "--port",
          "--admin-port",
          "--aws-endpoint",
          "--gcp-endpoint",
          "--reader-key-file",
          "--operator-key-file",
          "--administrator-key-file");

  private Main() {}

  public static void main(String[] arguments) {
    int code = run(arguments, System.getenv(), System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  /// Starts the simulator and leaves it running: its servers keep the process alive.
  ///
  /// @return 0 if it runs, 2 for wrong arguments, 1 if it could not start
  static int run(
      String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    try {
      CloudApiSimulator simulator = CloudApiSimulator.start(options(flags(arguments), environment));
      Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
      out.println(
          "Cloud API simulator ready: api=%s admin=%s"
              .formatted(simulator.url(), simulator.adminUrl()));
      return 0;
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.println(USAGE);
      return 2;
    } catch (IOException e) {
      err.println("The simulator could not start: " + e.getMessage());
      return 1;
    }
  }

  private static SimulatorOptions options(
      Map<String, String> flags, Map<String, String> environment) throws IOException {
    ApiKeys keys =
        new ApiKeys(
            requiredKey("reader", flags, environment),
            requiredKey("operator", flags, environment),
            key("administrator", flags, environment).orElseGet(ApiKeys::randomKey));
    URI aws = URI.create(flags.getOrDefault("--aws-endpoint", "http://127.0.0.1:4566"));
    URI gcp = URI.create(flags.getOrDefault("--gcp-endpoint", "http://127.0.0.1:4570"));
    return SimulatorOptions.of(
            Map.of("AWS", new AwsAccess(new AwsCustomerCloud(aws)), "GCP", new GcpAccess(gcp)))
        .withKeys(keys)
        .withPorts(port(flags, "--port"), port(flags, "--admin-port"));
  }

  private static Map<String, String> flags(String[] arguments) {
    Map<String, String> flags = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!FLAGS.contains(arguments[i])) {
        throw new IllegalArgumentException("unknown argument " + arguments[i]);
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " needs a value");
      }
      flags.put(arguments[i], arguments[i + 1]);
    }
    return flags;
  }

  private static int port(Map<String, String> flags, String flag) {
    try {
      return Integer.parseInt(flags.getOrDefault(flag, "0"));
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(flag + " must be a number");
    }
  }

  private static String requiredKey(
      String name, Map<String, String> flags, Map<String, String> environment) throws IOException {
    return key(name, flags, environment)
        .orElseThrow(() -> new IllegalArgumentException("there is no " + name + " key"));
  }

  private static Optional<String> key(
      String name, Map<String, String> flags, Map<String, String> environment) throws IOException {
    String file = flags.get("--" + name + "-key-file");
    if (file != null) {
      return Optional.of(Files.readString(Path.of(file)).strip());
    }
    return Optional.ofNullable(
        environment.get("CLOUD_API_" + name.toUpperCase(Locale.ROOT) + "_KEY"));
  }
}
