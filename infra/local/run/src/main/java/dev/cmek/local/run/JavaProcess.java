package dev.cmek.local.run;

import dev.cmek.local.aws.LocalAwsException;
import dev.cmek.local.aws.OwnProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program of this build as a process of its own, so that it outlives the command that started
/// it. It prints one line when it is ready.
///
/// @param name of its pid file and its log, such as `cloud-api`
/// @param title for people, such as `the Cloud API simulator`
record JavaProcess(String name, String title) {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /// Starts it and waits until it is ready.
  ///
  /// @param home for its pid file; another start with the same home ends the earlier one
  /// @param arguments which everybody on this machine can see
  /// @param secrets variables of its environment, which nobody else can
  /// @param ready what the line must hold
  /// @return the match
  Matcher start(
      Path home,
      Path logs,
      Class<?> main,
      List<String> arguments,
      Map<String, String> secrets,
      Pattern ready) {
    stop(home);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // what Netty and protocol buffers do below the language, without warnings in the
                // log
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    Path log = logs.resolve(name + ".log");
    try {
      Files.createDirectories(home);
      Files.createDirectories(logs);
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
      builder.environment().putAll(secrets);
      Process process = builder.start();
      var _ = OwnProcess.started(process, pidFile(home));
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String line = out.readLine();
      Matcher found = ready.matcher(line == null ? "" : line);
      if (!found.find()) {
        throw new LocalAwsException(title + " did not start: " + Files.readString(log).strip());
      }
      return found;
    } catch (IOException e) {
      throw new LocalAwsException("starting " + title + ": " + e, e);
    }
  }

  /// Ends the one that was started with this home; nothing if there is none.
  void stop(Path home) {
    OwnProcess.found(pidFile(home)).ifPresent(process -> process.stop(STOP_LIMIT));
  }

  /// Whether the one that was started with this home still runs.
  boolean isRunning(Path home) {
    return OwnProcess.found(pidFile(home)).isPresent();
  }

  private Path pidFile(Path home) {
    return home.resolve(name + ".pid");
  }
}
