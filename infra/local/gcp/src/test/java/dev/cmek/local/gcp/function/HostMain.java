package dev.cmek.local.gcp.function;

import dev.cmek.local.gcp.Allowing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;

/// A host in a process of its own, which says the id of its function's process and stays.
public final class HostMain {

  private HostMain() {}

  /// Starts a function and stays.
  ///
  /// @param args the folder for the logs
  @SuppressWarnings("resource") // stays until it is killed: this is the test
  public static void main(String[] args) throws Exception {
    FunctionHost host =
        new FunctionHost(new Allowing(), URI.create("http://127.0.0.1:1"), Path.of(args[0]));
    URI url = host.deploy(Deployments.of(ShowRequest.class, true, Map.of()));
    try (HttpClient http = HttpClient.newHttpClient()) {
      String pid =
          http.send(HttpRequest.newBuilder(url.resolve("/pid")).build(), BodyHandlers.ofString())
              .body();
      System.out.println("pid " + pid);
    }
    var _ = System.in.read();
  }
}
