package dev.cmek.shared.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The Cloud API's JSON (protobuf JSON with snake_case names): absent and null both mean unset, and
/// members, enum values and types unknown to us are no reason to fail.
final class CloudApiJson {

  /// What the API leaves out we do not know: as a status it counts as work in progress.
  private static final CmekStatus UNKNOWN = new CmekStatus("UNKNOWN");

  private CloudApiJson() {}

  /// Absent if it names no cluster.
  static Optional<Cluster> cluster(JsonNode node) {
    return clusterId(node)
        .map(id ->
            new Cluster(
                id,
                text(node, "name"),
                text(node, "plan"),
                text(node, "cloud_provider"),
                text(node, "state"),
                text(node, "operation_status"),
                text(node, "account_id"),
                elements(node, "regions").map(CloudApiJson::region).toList(),
                time(node, "created_at")));
  }

  static List<Cluster> clusters(JsonNode node) {
    return elements(node, "clusters").flatMap(c -> cluster(c).stream()).toList();
  }

  /// The token of the next page, empty on the last.
  static String nextPage(JsonNode node) {
    return text(node.path("pagination"), "next_page");
  }

  /// Absent if it names none.
  static Optional<Organization> organization(JsonNode node) {
    String id = text(node, "id");
    return id.isEmpty() ? Optional.empty() : Optional.of(new Organization(id, text(node, "name")));
  }

  static Cmek cmek(JsonNode node) {
    List<RegionStatus> regions =
        elements(node, "region_infos").map(CloudApiJson::regionStatus).toList();
    if (!text(node, "status").isEmpty()) {
      return new Cmek(status(node), regions);
    }
    if (regions.isEmpty()) {
      return Cmek.NEVER_ENABLED;
    }
    return new Cmek(aggregated(regions), regions);
  }

  private static CmekStatus aggregated(List<RegionStatus> regions) {
    return regions.stream()
        .map(RegionStatus::status)
        .filter(status -> !status.isEnabled())
        .findFirst()
        .orElse(CmekStatus.ENABLED);
  }

  private static Region region(JsonNode node) {
    return new Region(text(node, "name"), node.path("primary").asBoolean());
  }

  private static RegionStatus regionStatus(JsonNode node) {
    String region = text(node, "region");
    return new RegionStatus(
        region, status(node), elements(node, "key_infos").map(k -> keyStatus(region, k)).toList());
  }

  private static KeyStatus keyStatus(String region, JsonNode node) {
    JsonNode spec = node.path("spec");
    return new KeyStatus(
        new RegionKey(region, text(spec, "uri"), text(spec, "auth_principal")),
        status(node),
        text(node, "user_message"));
  }

  private static CmekStatus status(JsonNode node) {
    String value = text(node, "status");
    return value.isEmpty() ? UNKNOWN : new CmekStatus(value);
  }

  private static Optional<ClusterId> clusterId(JsonNode node) {
    try {
      return Optional.of(new ClusterId(text(node, "id").toLowerCase(Locale.ROOT)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Instant time(JsonNode node, String member) {
    try {
      return Instant.parse(text(node, member));
    } catch (DateTimeParseException _) {
      return Instant.EPOCH;
    }
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asText("");
  }

  private static Stream<JsonNode> elements(JsonNode node, String member) {
    return StreamSupport.stream(node.path(member).spliterator(), false);
  }
}
