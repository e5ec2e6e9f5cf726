package dev.cmek.local.gcp.function;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A function as it is deployed.
///
/// @param name `projects/p/locations/l/functions/f`
/// @param className an `HttpFunction` or `CloudEventsFunction` with a public constructor without
///   parameters
/// @param classPath jars (folders too, but then starting takes longer) of the function and of all
///   that it needs but the Functions Framework
/// @param environment of its process, beside what every function on Google Cloud has
/// @param serviceAccount the email of whom it is at other services
/// @param everybody whether it may be called without a token; else the caller needs
///   `run.routes.invoke` on it
/// @param timeout after which a request is answered with 504
/// @param port on which it is called; 0 takes a free one
public record Function(
    String name,
    String className,
    List<Path> classPath,
    Map<String, String> environment,
    String serviceAccount,
    boolean everybody,
    Duration timeout,
    int port) {

  /// Copies the collections.
  public Function {
    classPath = List.copyOf(classPath);
    environment = Map.copyOf(environment);
  }

  /// The last part of its name.
  public String id() {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
