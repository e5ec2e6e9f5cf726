package dev.cmek.local.run;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/// Where everything of a local run answers: `.local/endpoints.json`, for people's scripts.
///
/// @param logs the folder with a log per function, and those of all that runs beside them
public record Endpoints(Aws aws, CloudApi cloudApi, TicketDesk ticketDesk, String logs) {

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

  /// The Cloud API simulator. Its keys are made up for this run.
  public record CloudApi(String url, String readerKey, String operatorKey, String adminUrl) {}

  /// The ticket system's stand-in.
  ///
  /// @param url callbacks may go to paths below it
  /// @param callbacksUrl shows those that came, as JSON
  public record TicketDesk(String url, String callbacksUrl) {}

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
