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
  /// @param port for the API
  /// @param adminPort for the admin door; 0 takes a free one
  /// @param clouds where it tries keys, by the option that names it, such as `--aws-endpoint`
  static SimulatorProcess start(
      Path home, Path logs, int port, int adminPort, ApiKeys keys, Map<String, URI> clouds) {
    List<String> arguments = new ArrayList<>(List.of("--port", String.valueOf(port)));
    arguments.addAll(List.of("--admin-port", String.valueOf(adminPort)));
    clouds.forEach((option, endpoint) -> arguments.addAll(List.of(option, endpoint.toString())));
    Map<String, String> secrets =
        Map.of(
            "CLOUD_API_READER_KEY", keys.reader(),
            "CLOUD_API_OPERATOR_KEY", keys.operator(),
            "CLOUD_API_ADMINISTRATOR_KEY", keys.administrator());
    Matcher ready = PROCESS.start(home, logs, Main.class, arguments, secrets, READY);
    return new SimulatorProcess(URI.create(ready.group(1)), URI.create(ready.group(2)), keys);
  }
}
