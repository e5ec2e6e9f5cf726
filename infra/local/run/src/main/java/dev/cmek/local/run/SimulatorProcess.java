package dev.cmek.local.run;

import dev.cmek.local.aws.LocalAwsException;
import dev.cmek.local.aws.OwnProcess;
import dev.cmek.simulator.ApiKeys;
import dev.cmek.simulator.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Cloud API simulator as a process of its own, so that it outlives the command that started
/// it.
///
/// @param url the API
/// @param adminUrl its admin door
record SimulatorProcess(URI url, URI adminUrl, ApiKeys keys) {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Pattern READY = Pattern.compile("ready: api=(\\S+) admin=(\\S+)");

  /// Starts it and waits until it is ready.
  ///
  /// @param home for its pid file; another start with the same home ends the earlier one
  /// @param port for the API, the admin door gets the next one; 0 takes free ones
  static SimulatorProcess start(Path home, Path logs, int port, URI awsEndpoint) {
    stop(home);
    ApiKeys keys = ApiKeys.random();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--aws-endpoint",
                awsEndpoint.toString()));
    if (port != 0) {
      command.addAll(
          List.of("--port", String.valueOf(port), "--admin-port", String.valueOf(port + 1)));
    }
    Path log = logs.resolve("cloud-api.log");
    try {
      Files.createDirectories(home);
      Files.createDirectories(logs);
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
      builder
          .environment()
          .putAll(
              Map.of(
                  "CLOUD_API_READER_KEY", keys.reader(),
                  "CLOUD_API_OPERATOR_KEY", keys.operator(),
                  "CLOUD_API_ADMINISTRATOR_KEY", keys.administrator()));
      Process process = builder.start();
      var _ = OwnProcess.started(process, pidFile(home));
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String line = out.readLine();
      Matcher ready = READY.matcher(line == null ? "" : line);
      if (!ready.find()) {
        throw new LocalAwsException(
            "The Cloud API simulator did not start: " + Files.readString(log).strip());
      }
      return new SimulatorProcess(URI.create(ready.group(1)), URI.create(ready.group(2)), keys);
    } catch (IOException e) {
      throw new LocalAwsException("starting the Cloud API simulator: " + e, e);
    }
  }

  /// Ends the one that was started with this home; nothing if there is none.
  static void stop(Path home) {
    OwnProcess.found(pidFile(home)).ifPresent(process -> process.stop(STOP_LIMIT));
  }

  /// Whether the one that was started with this home still runs.
  static boolean isRunning(Path home) {
    return OwnProcess.found(pidFile(home)).isPresent();
  }

  private static Path pidFile(Path home) {
    return home.resolve("cloud-api.pid");
  }
}
