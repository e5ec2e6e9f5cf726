package dev.cmek.local.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cmek.local.aws.LocalAwsException;
import dev.cmek.local.gcp.deployment.Deployed;
import dev.cmek.local.run.gcp.GoogleCloudMain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The local Google Cloud with the functions as a process of its own.
final class GoogleCloudProcess {

  static final JavaProcess PROCESS =
      new JavaProcess("google-cloud", "the local Google Cloud with the functions");

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Pattern READY = Pattern.compile("ready: (\\{.*})");

  private GoogleCloudProcess() {}

  /// Starts it and waits until everything is deployed.
  ///
  /// @param home for its pid file
  /// @param secrets values by the names of functions.yaml: `reader`, `operator`, `callers`,
  ///   `callback`
  static Endpoints.Gcp start(
      Path home,
      GoogleCloudMain.Arguments arguments,
      Map<String, String> secrets,
      HttpCallers callers) {
    Matcher ready =
        PROCESS.start(
            home,
            Path.of(arguments.logs()),
            GoogleCloudMain.class,
            List.of(arguments.json()),
            GoogleCloudMain.environment(secrets),
            READY);
    try {
      return endpoints(MAPPER.readValue(ready.group(1), Deployed.class), callers);
    } catch (JsonProcessingException e) {
      throw new LocalAwsException("reading what Google Cloud says: " + e, e);
    }
  }

  private static Endpoints.Gcp endpoints(Deployed deployed, HttpCallers callers) {
    return new Endpoints.Gcp(
        deployed.project(),
        deployed.location(),
        deployed.url(),
        deployed.grpcAddress(),
        deployed.url(),
        deployed.url(),
        deployed.url(),
        deployed.onboardingPushUrl(),
        "projects/" + deployed.project() + "/topics/cmek-onboarding",
        deployed.functions().getOrDefault("cmek-ticket", ""),
        callers.keyId(),
        callers.secret(),
        deployed.workflows(),
        deployed.stateBucket(),
        deployed.evidenceBucket(),
        deployed.url() + "/local/topics/cmek-alerts/messages",
        deployed.url() + "/local/topics/cmek-onboarding-dead-letters/messages",
        deployed.url() + "/local",
        deployed.functions());
  }
}
