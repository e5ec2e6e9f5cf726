package dev.cmek.local.run;

import dev.cmek.local.aws.LocalAwsException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// What can be set from outside, as variables of `make`.
///
/// @param awsEndpoint `AWS_ENDPOINT`: an emulator that runs already, used instead of a LocalStack
///   of our own
/// @param awsPort `AWS_PORT`: where `make up` has LocalStack
/// @param apiPort `API_PORT`: where `make up` has the Cloud API simulator, whose admin door gets
///   the next, and the ticket desk the two after that
/// @param gcpPort `GCP_PORT`: where `make up` has Google Cloud's REST interfaces; those over gRPC
///   get the next
record Settings(Optional<URI> awsEndpoint, int awsPort, int apiPort, int gcpPort) {

  static Settings of(Map<String, String> environment) {
    return new Settings(
        value(environment, "AWS_ENDPOINT").map(Settings::endpoint),
        port(environment, "AWS_PORT", 4566),
        port(environment, "API_PORT", 4600),
        port(environment, "GCP_PORT", 4570));
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private static URI endpoint(String value) {
    if (!value.matches("https?://[^/\\s]+/?")) {
      throw new LocalAwsException("AWS_ENDPOINT must be like http://127.0.0.1:4566, not " + value);
    }
    return URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
  }

  private static int port(Map<String, String> environment, String name, int otherwise) {
    String given = value(environment, name).orElse(String.valueOf(otherwise));
    if (!given.matches("\\d{1,5}")
        || Integer.parseInt(given) < 1
        || Integer.parseInt(given) > 65532) {
      throw new LocalAwsException(name + " must be a port number, not " + given);
    }
    return Integer.parseInt(given);
  }
}
