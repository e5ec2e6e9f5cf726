package dev.cmek.local.gcp.function;

import com.google.cloud.functions.invoker.HttpFunctionExecutor;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A running JVM that serves one function.
final class FunctionProcess implements AutoCloseable {

  private static final Duration TO_END = Duration.ofSeconds(2);

  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Path log;

  private FunctionProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// Starts a process and waits until it listens.
  ///
  /// @param environment all of it: nothing of this process's own is handed on
  /// @param options of the JVM
  /// @throws FunctionFailedException it ended before
  static FunctionProcess start(
      Function function, Map<String, String> environment, List<String> options, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(classPath(function));
    command.add(FunctionServer.class.getName());
    command.add(function.className());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Instant begin = Instant.now();
    FunctionProcess started;
    try {
      started = new FunctionProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException("starting " + function.name(), e);
    }
    var _ = Thread.ofVirtual().start(started::copyOutput);
    try {
      var _ = started.port.join();
    } catch (CompletionException e) {
      throw new FunctionFailedException(
          function.name() + " ended before it listened, see " + log, e);
    }
    started.note(
        "%s listens after %d ms, process %d"
            .formatted(
                function.id(),
                Duration.between(begin, Instant.now()).toMillis(),
                started.process.pid()));
    return started;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port.join());
  }

  boolean alive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /// Adds a line to the function's log.
  void note(String line) {
    append(log, "[host] " + line);
  }

  @Override
  public void close() {
    try {
      // the end of its input is what it ends by itself at
      process.getOutputStream().close();
      if (process.waitFor(TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (IOException e) {
      // it has ended already
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var _ = process.destroyForcibly();
  }

  private void copyOutput() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter to =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(FunctionServer.LISTENING) && !port.isDone()) {
          port.complete(Integer.valueOf(line.substring(FunctionServer.LISTENING.length())));
        } else {
          to.append(line).append('\n').flush();
        }
      }
    } catch (IOException e) {
      // the process has ended, or the log's disk is full: what counts is whether it listens
      append(log, "[host] " + e);
    }
    port.completeExceptionally(new IOException("its output has ended"));
  }

  private static void append(Path log, String line) {
    try {
      Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The function's own libraries come first.
  private static String classPath(Function function) {
    return Stream.concat(
            function.classPath().stream(),
            Stream.of(origin(HttpFunctionExecutor.class), origin(FunctionServer.class)))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path origin(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("class path with an entry that is no path", e);
    }
  }
}
