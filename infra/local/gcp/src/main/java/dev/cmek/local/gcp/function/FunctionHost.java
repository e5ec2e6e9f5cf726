package dev.cmek.local.gcp.function;

import dev.cmek.local.gcp.iam.Enforcement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Runs functions as Cloud Run runs them: each has an address that stays, a process of its own that
/// starts at the first request, and a door that lets in whom its policy lets in.
public final class FunctionHost implements Hosting, AutoCloseable {

  private final Enforcement enforcement;
  private final URI metadata;
  private final Path folder;
  private final Map<String, HostedFunction> functions = new ConcurrentHashMap<>();
  private final Thread atExit = new Thread(this::end, "functions-end");

  /// Starts without functions.
  ///
  /// @param metadata the address of the metadata server, such as `http://127.0.0.1:4570`
  /// @param folder where the logs go, `<function>.log` each
  public FunctionHost(Enforcement enforcement, URI metadata, Path folder) {
    this.enforcement = enforcement;
    this.metadata = metadata;
    this.folder = folder;
    try {
      Files.createDirectories(folder.resolve("no-gcloud"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /// Gives the function an address.
  ///
  /// @return its URL, which is the audience of its callers' tokens
  /// @throws IllegalArgumentException there is a function of this name
  @Override
  public URI deploy(Function function) {
    HostedFunction hosted =
        new HostedFunction(
            function, environment(function), enforcement, folder.resolve(function.id() + ".log"));
    if (functions.putIfAbsent(function.name(), hosted) != null) {
      hosted.close();
      throw new IllegalArgumentException(function.name() + " is there");
    }
    return hosted.url();
  }

  /// The URL of a function.
  ///
  /// @param name `projects/p/locations/l/functions/f`
  public URI url(String name) {
    HostedFunction function = functions.get(name);
    if (function == null) {
      throw new IllegalArgumentException("no function " + name);
    }
    return function.url();
  }

  /// The ids of the processes that run now.
  public List<Long> processes() {
    return functions.values().stream().flatMap(function -> function.process().stream()).toList();
  }

  /// Ends all functions.
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // this JVM is ending, and the hook with it
    }
  }

  private void end() {
    functions.values().parallelStream().forEach(HostedFunction::close);
  }

  private Map<String, String> environment(Function function) {
    Map<String, String> environment = new ConcurrentHashMap<>(function.environment());
    environment.put("K_SERVICE", function.id());
    environment.put("FUNCTION_TARGET", function.className());
    environment.put("GCE_METADATA_HOST", metadata.getAuthority() + "/" + function.serviceAccount());
    // else the credentials of whoever is logged in with gcloud here come before the function's
    environment.put("CLOUDSDK_CONFIG", folder.resolve("no-gcloud").toString());
    return environment;
  }
}
