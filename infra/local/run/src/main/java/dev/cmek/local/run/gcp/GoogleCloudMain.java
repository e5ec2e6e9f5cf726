package dev.cmek.local.run.gcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cmek.local.gcp.deployment.LocalValues;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Runs the local Google Cloud as a process of its own until it is terminated.
///
/// Prints `Google Cloud ready: ` and a [Deployed] as JSON when it is.
public final class GoogleCloudMain {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String SECRET = "SECRET_";

  private GoogleCloudMain() {}

  /// What everybody on the machine may see of it.
  ///
  /// @param root of the checkout
  /// @param folder for what it unpacks
  /// @param callbackCertificate of whoever takes callbacks, PEM
  /// @param port for REST, gRPC gets the next; 0 takes free ones
  public record Arguments(
      String root,
      String folder,
      String logs,
      int port,
      String cloudApiUrl,
      String callbackHosts,
      String callbackCertificate) {

    /// As [#main] reads it.
    public String json() {
      try {
        return MAPPER.writeValueAsString(this);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// The variables of the environment that hold the values of secrets.
  ///
  /// @param values by the names of functions.yaml, such as `reader`
  public static Map<String, String> environment(Map<String, String> values) {
    Map<String, String> environment = new HashMap<>();
    values.forEach((name, value) -> environment.put(SECRET + name, value));
    return environment;
  }

  /// Starts it and leaves it running; ends the process if that can't be.
  ///
  /// @param arguments one [Arguments] as JSON
  public static void main(String[] arguments) {
    try {
      start(arguments[0]);
    } catch (JsonProcessingException | RuntimeException e) {
      e.printStackTrace(); // to the log; what has begun to serve would keep the process alive
      System.exit(1);
    }
  }

  private static void start(String arguments) throws JsonProcessingException {
    Arguments given = MAPPER.readValue(arguments, Arguments.class);
    Map<String, String> secrets = new HashMap<>();
    System.getenv()
        .forEach((name, value) -> {
          if (name.startsWith(SECRET)) {
            secrets.put(name.substring(SECRET.length()), value);
          }
        });
    LocalGoogleCloud cloud =
        LocalGoogleCloud.start(
            Path.of(given.root()),
            Path.of(given.folder()),
            Path.of(given.logs()),
            given.port(),
            new LocalValues(
                LocalValues.PROJECT,
                LocalValues.VENDOR_PROJECT,
                LocalValues.LOCATION,
                given.cloudApiUrl(),
                given.callbackHosts(),
                given.callbackCertificate(),
                secrets));
    Runtime.getRuntime().addShutdownHook(new Thread(cloud::close));
    System.out.println("Google Cloud ready: " + MAPPER.writeValueAsString(cloud.deployed()));
  }
}
