package dev.cmek.local.run;

import dev.cmek.simulator.ApiKeys;
import dev.cmek.simulator.Main;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Cloud API simulator as a process of its own.
///
/// @param url the API
/// @param adminUrl its admin door
record SimulatorProcess(URI url, URI adminUrl, ApiKeys keys) {

  static final JavaProcess PROCESS = new JavaProcess("cloud-api", "the Cloud API simulator");

  private static final Pattern READY = Pattern.compile("ready: api=(\\S+) admin=(\\S+)");

  /// Starts it and waits until it is ready.
  ///
  /// @param home for its pid file; another start with the same home ends the earlier one
  /// @param port for the API, the admin door gets the next one; 0 takes free ones
  static SimulatorProcess start(Path home, Path logs, int port, URI awsEndpoint) {
    ApiKeys keys = ApiKeys.random();
    List<String> arguments = new ArrayList<>(List.of("--aws-endpoint", awsEndpoint.toString()));
    if (port != 0) {
      arguments.addAll(
          List.of("--port", String.valueOf(port), "--admin-port", String.valueOf(port + 1)));
    }
    Map<String, String> secrets =
        Map.of(
            "CLOUD_API_READER_KEY", keys.reader(),
            "CLOUD_API_OPERATOR_KEY", keys.operator(),
            "CLOUD_API_ADMINISTRATOR_KEY", keys.administrator());
    Matcher ready = PROCESS.start(home, logs, Main.class, arguments, secrets, READY);
    return new SimulatorProcess(URI.create(ready.group(1)), URI.create(ready.group(2)), keys);
  }
}
