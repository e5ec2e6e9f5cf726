package dev.cmek.local.run;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where everything of a local run answers: `.local/endpoints.json`, for people's scripts.
///
/// @param logs the folder with a log per function, and those of all that runs beside them
///
/// @param aws absent in a run without AWS
/// @param gcp absent in a run without Google Cloud
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE)
public record Endpoints(
    @Nullable Aws aws, @Nullable Gcp gcp, CloudApi cloudApi, TicketDesk ticketDesk, String logs) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /// The local AWS, and what is deployed there.
  ///
  /// @param customerAccount use it as access key id, with any secret, to act in this account
  /// @param vendorAccount the account that CockroachDB Cloud hosts clusters in
  /// @param stateMachines ARNs by name: `provision` and `reverify`
  /// @param alertQueueUrl a local queue that gets what goes to the topic and to the bus
  /// @param callbackDeadLetterQueueUrl callbacks that nobody could be given
  /// @param ticketUrl the HTTP door; an address is this and a path such as `/v1/clusters`
  /// @param ticketKeyId of a caller that may do everything there, and signs with the secret
  /// @param ticketBearerKeyId of a caller that cannot sign, and sends the token
  public record Aws(
      String endpoint,
      String region,
      String customerAccount,
      String vendorAccount,
      String onboardingQueueUrl,
      String deadLetterQueueUrl,
      Map<String, String> stateMachines,
      String stateBucket,
      String evidenceBucket,
      String alertQueueUrl,
      String callbackDeadLetterQueueUrl,
      String ticketUrl,
      String ticketKeyId,
      String ticketSecret,
      String ticketBearerKeyId,
      String ticketBearerToken) {}

  /// The local Google Cloud, and what is deployed there. Endpoints are the roots of Google's REST
  /// interfaces; without a token the caller is the owner of everything.
  ///
  /// @param kmsGrpcEndpoint `host:port` of KMS, IAM policies and service accounts over gRPC
  /// @param onboardingPushUrl takes what Pub/Sub delivers, `{"message":{"data":…}}`, and answers as
  ///   the function does
  /// @param onboardingTopic events may be published there instead, `projects/p/topics/t`
  /// @param ticketUrl the HTTP door; an address is this and a path such as `/v1/clusters`
  /// @param ticketKeyId of a caller that may do everything there, and signs with the secret
  /// @param workflows full names by their short ones: `provision` and `reverify`
  /// @param alertsUrl shows what was announced, as JSON
  /// @param deadLettersUrl shows the events that nobody could work with, as JSON
  /// @param adminUrl the door to settings, faults and recorded calls
  /// @param functions URLs by name
  public record Gcp(
      String project,
      String location,
      String kmsEndpoint,
      String kmsGrpcEndpoint,
      String iamEndpoint,
      String workflowsEndpoint,
      String storageEndpoint,
      String onboardingPushUrl,
      String onboardingTopic,
      String ticketUrl,
      String ticketKeyId,
      String ticketSecret,
      Map<String, String> workflows,
      String stateBucket,
      String evidenceBucket,
      String alertsUrl,
      String deadLettersUrl,
      String adminUrl,
      Map<String, String> functions) {}

  /// The Cloud API simulator. Its keys are made up for this run.
  public record CloudApi(String url, String readerKey, String operatorKey, String adminUrl) {}

  /// The ticket system's stand-in.
  ///
  /// @param url callbacks may go to paths below it
  /// @param callbacksUrl shows those that came, as JSON
  public record TicketDesk(String url, String callbacksUrl) {}

  /// @throws IllegalStateException if the run has no AWS
  @Override
  public Aws aws() {
    return there(aws, "AWS");
  }

  /// @throws IllegalStateException if the run has no Google Cloud
  @Override
  public Gcp gcp() {
    return there(gcp, "Google Cloud");
  }

  private static <T> T there(@Nullable T half, String title) {
    if (half == null) {
      throw new IllegalStateException("this run has no " + title);
    }
    return half;
  }

  /// Writes the file, readable by its owner only.
  void write(Path file) {
    try {
      PrivateFile.write(file, "rw-------", MAPPER.writeValueAsString(this));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads the file of a run that is up.
  static Endpoints read(Path file) {
    try {
      return MAPPER.readValue(file.toFile(), Endpoints.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
