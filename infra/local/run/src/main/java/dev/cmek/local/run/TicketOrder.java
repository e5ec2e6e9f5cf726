package dev.cmek.local.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cmek.local.aws.LocalAwsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A ticket that asks for an onboarding over HTTP, sent by a command that anybody can paste.
///
/// @param key the ticket's, which is the request's Idempotency-Key too
/// @param command sends it
record TicketOrder(String key, String command) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String TICKET_SYSTEM = "https://tickets.example";

  /// Writes the ticket's body, with the desk of this run in place of the ticket system.
  static TicketOrder of(SampleCluster cluster, Endpoints at, Path folder, Path root) {
    String body = cluster.event().replace(TICKET_SYSTEM, at.ticketDesk().url());
    Path file = folder.resolve("ticket.json");
    try {
      String key = MAPPER.readTree(body).at("/ticket/key").asText();
      Files.writeString(file, body);
      return new TicketOrder(
          key,
          "infra/tools/sign POST %s/v1/clusters/%s/onboarding --key %s --data @%s"
              .formatted(cluster.half().ticketUrl(at), cluster.id(), key, root.relativize(file)));
    } catch (IOException e) {
      throw new LocalAwsException("writing " + file + ": " + e, e);
    }
  }
}
