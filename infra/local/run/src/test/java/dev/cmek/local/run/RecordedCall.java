package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A call of a function to AWS, as the local AWS wrote it down.
///
/// @param service as the SDK calls it, such as `Kms`
/// @param error such as `NoSuchEntity`; empty if the call went well
record RecordedCall(
    String function,
    String service,
    String operation,
    String region,
    JsonNode request,
    String error) {

  /// All calls until now.
  static List<RecordedCall> read(Path file) {
    try {
      return Files.readAllLines(file).stream().map(RecordedCall::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RecordedCall parse(String line) {
    JsonNode call = Json.tree(line);
    return new RecordedCall(
        call.path("function").asText(),
        call.path("service").asText(),
        call.path("operation").asText(),
        call.path("region").asText(),
        call.path("request"),
        call.path("error").asText());
  }

  /// A member of the request; empty if it has none.
  String text(String member) {
    return request.path(member).asText();
  }

  boolean isWriteTo(String... services) {
    return List.of(services).contains(service)
        && !operation.startsWith("Get")
        && !operation.startsWith("List")
        && !operation.startsWith("Describe");
  }

  /// Whether one of these names stands anywhere in the request.
  boolean isAbout(List<String> names) {
    String text = request.toString();
    return names.stream().anyMatch(text::contains);
  }

  @Override
  public String toString() {
    return function + " " + service + ":" + operation + " in " + region + " " + request + error;
  }
}
