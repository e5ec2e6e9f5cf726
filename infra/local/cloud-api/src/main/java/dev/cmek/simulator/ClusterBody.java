package dev.cmek.simulator;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Checks a cluster that is put into the simulator and fills in what it leaves out.
///
/// Every refusal names the field, such as `regions[1].node_count`.
final class ClusterBody {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{4,18}[a-z0-9]");
  private static final Pattern OPERATION_STATUS =
      Pattern.compile("UNSPECIFIED|[A-Z_]+_(RUNNING|FAILED)");
  private static final Pattern AWS_ACCOUNT = Pattern.compile("\\d{12}");

  private static final Map<String, BiConsumer<String, JsonNode>> REGION_MEMBERS =
      Map.ofEntries(
          entry("name", ClusterBody::filledText),
          entry("node_count", ClusterBody::count),
          entry("sql_dns", ClusterBody::text),
          entry("ui_dns", ClusterBody::text),
          entry("internal_dns", ClusterBody::text),
          entry("private_endpoint_dns", ClusterBody::text),
          entry("primary", ClusterBody::bool),
          entry("s3_vpc_endpoint_id", ClusterBody::text),
          entry("machine_type", ClusterBody::text),
          entry("num_virtual_cpus", ClusterBody::count),
          entry("disk_iops", ClusterBody::count));

  private static final Map<String, BiConsumer<String, JsonNode>> MEMBERS =
      Map.ofEntries(
          entry("id", matching(UUID, "a UUID in lower case")),
          entry("name", matching(NAME, "6 to 20 of a-z, 0-9 and dash inside")),
          entry("plan", oneOf("BASIC", "STANDARD", "ADVANCED")),
          entry("cloud_provider", oneOf("AWS", "GCP", "AZURE")),
          entry("state", oneOf("CREATING", "CREATED", "CREATION_FAILED", "DELETED", "LOCKED")),
          entry(
              "operation_status",
              matching(OPERATION_STATUS, "a status such as CRDB_PATCH_RUNNING")),
          entry(
              "upgrade_status",
              oneOf(
                  "FINALIZED",
                  "MAJOR_UPGRADE_RUNNING",
                  "UPGRADE_AVAILABLE",
                  "PENDING_FINALIZATION",
                  "ROLLBACK_RUNNING")),
          entry("cockroach_version", ClusterBody::text),
          entry("creator_id", ClusterBody::text),
          entry("config", ClusterBody::object),
          entry("regions", ClusterBody::regions),
          entry("cidr_range", ClusterBody::text),
          entry("labels", ClusterBody::labels),
          entry("is_customer_cloud_account", ClusterBody::bool),
          entry("account_id", ClusterBody::text),
          entry("azure_cluster_identity_client_id", ClusterBody::text),
          entry("network_visibility", oneOf("PUBLIC", "PRIVATE")),
          entry("delete_protection", oneOf("ENABLED", "DISABLED")),
          entry("egress_traffic_policy", ClusterBody::text),
          entry("customer_cloud_account", ClusterBody::object),
          entry("parent_id", ClusterBody::text),
          entry("sql_dns", ClusterBody::text),
          entry("created_at", ClusterBody::time),
          entry("updated_at", ClusterBody::time),
          entry("deleted_at", ClusterBody::time));

  private ClusterBody() {}

  /// The cluster as the API shows it, complete. Members that are null count as left out.
  static ObjectNode checked(ObjectNode given, Instant now) {
    ObjectNode cluster = given.deepCopy();
    cluster.properties().removeIf(member -> member.getValue().isNull());
    check(cluster, MEMBERS, "");
    for (String required : List.of("id", "name", "plan", "cloud_provider", "regions")) {
      require(cluster.has(required), required, "is missing");
    }
    boolean advanced = cluster.path("plan").asText().equals("ADVANCED");
    require(!advanced || cluster.has("account_id"), "account_id", "is missing");
    if (advanced && cluster.path("cloud_provider").asText().equals("AWS")) {
      matching(AWS_ACCOUNT, "12 digits on AWS").accept("account_id", cluster.get("account_id"));
    }
    defaults(cluster, advanced, now)
        .properties()
        .forEach(member -> cluster.putIfAbsent(member.getKey(), member.getValue()));
    completeRegions(cluster, advanced);
    return cluster;
  }

  /// A region as the API shows it.
  static ObjectNode region(String clusterName, String region, int nodes) {
    String host = clusterName + "." + region + ".cockroachlabs.cloud";
    return Json.object()
        .put("name", region)
        .put("sql_dns", host)
        .put("ui_dns", "admin-" + host)
        .put("internal_dns", "internal-" + host)
        .put("private_endpoint_dns", "private-" + host)
        .put("node_count", nodes)
        .put("primary", false);
  }

  private static ObjectNode defaults(ObjectNode cluster, boolean advanced, Instant now) {
    ObjectNode config = Json.object();
    if (advanced) {
      config
          .putObject("dedicated")
          .put("machine_type", "m6i.xlarge")
          .put("num_virtual_cpus", 4)
          .put("storage_gib", 110)
          .put("memory_gib", 16.0)
          .put("disk_iops", 1650);
    } else {
      config.putObject("serverless").put("routing_id", cluster.path("name").asText() + "-1234");
    }
    ObjectNode defaults =
        Json.object()
            .put("state", "CREATED")
            .put("operation_status", "UNSPECIFIED")
            .put("upgrade_status", "FINALIZED")
            .put("cockroach_version", "v26.2.0")
            .put("creator_id", "5c1e0c7e-0d0f-4d39-9d2a-1b1f4e6a7c80")
            .put("cidr_range", "")
            .put("is_customer_cloud_account", false)
            .put("account_id", "")
            .put("network_visibility", advanced ? "PRIVATE" : "PUBLIC")
            .put("delete_protection", "DISABLED")
            .put("egress_traffic_policy", "UNSPECIFIED")
            .put("parent_id", "root")
            .put("sql_dns", cluster.path("name").asText() + ".cockroachlabs.cloud")
            .put("created_at", now.toString())
            .put("updated_at", now.toString());
    defaults.set("config", config);
    defaults.set("labels", Json.object());
    if (cluster.path("state").asText().equals("DELETED")) {
      defaults.put("deleted_at", now.toString());
    }
    return defaults;
  }

  private static void completeRegions(ObjectNode cluster, boolean advanced) {
    ArrayNode complete = Json.array();
    boolean primaryGiven = false;
    for (JsonNode region : cluster.path("regions")) {
      ObjectNode all =
          region(cluster.path("name").asText(), region.path("name").asText(), advanced ? 3 : 0);
      all.setAll((ObjectNode) region);
      primaryGiven |= all.path("primary").asBoolean();
      complete.add(all);
    }
    if (!primaryGiven) {
      ((ObjectNode) complete.get(0)).put("primary", true);
    }
    cluster.set("regions", complete);
  }

  private static void check(
      JsonNode object, Map<String, BiConsumer<String, JsonNode>> members, String prefix) {
    object
        .properties()
        .forEach(member -> {
          String field = prefix + member.getKey();
          BiConsumer<String, JsonNode> rule = members.get(member.getKey());
          if (rule == null) {
            throw ApiError.invalid(field + " is not a member of a cluster");
          }
          rule.accept(field, member.getValue());
        });
  }

  private static void regions(String field, JsonNode value) {
    require(value.isArray() && !value.isEmpty(), field, "must be a list of at least one region");
    Set<String> names = new HashSet<>();
    for (int i = 0; i < value.size(); i++) {
      String place = field + "[" + i + "]";
      require(value.get(i).isObject(), place, "must be an object");
      require(value.get(i).has("name"), place + ".name", "is missing");
      check(value.get(i), REGION_MEMBERS, place + ".");
      require(
          names.add(value.get(i).path("name").asText()), place + ".name", "names a region twice");
    }
  }

  private static void labels(String field, JsonNode value) {
    require(value.isObject(), field, "must be an object");
    value.properties().forEach(label -> text(field + "." + label.getKey(), label.getValue()));
  }

  private static void text(String field, JsonNode value) {
    require(value.isTextual(), field, "must be a string");
  }

  private static void filledText(String field, JsonNode value) {
    require(value.isTextual() && !value.asText().isBlank(), field, "must be a string");
  }

  private static void bool(String field, JsonNode value) {
    require(value.isBoolean(), field, "must be true or false");
  }

  private static void count(String field, JsonNode value) {
    require(value.isInt() && value.asInt() >= 0, field, "must be a whole number from 0");
  }

  private static void object(String field, JsonNode value) {
    require(value.isObject(), field, "must be an object");
  }

  private static void time(String field, JsonNode value) {
    text(field, value);
    try {
      Instant.parse(value.asText());
    } catch (DateTimeParseException _) {
      throw ApiError.invalid(field + " must be a time such as 2026-01-31T12:00:00Z");
    }
  }

  private static BiConsumer<String, JsonNode> oneOf(String... values) {
    return (field, value) ->
        require(
            value.isTextual() && Arrays.asList(values).contains(value.asText()),
            field,
            "must be one of " + String.join(", ", values));
  }

  private static BiConsumer<String, JsonNode> matching(Pattern pattern, String shape) {
    return (field, value) ->
        require(
            value.isTextual() && pattern.matcher(value.asText()).matches(),
            field,
            "must be " + shape);
  }

  private static void require(boolean fits, String field, String complaint) {
    if (!fits) {
      throw ApiError.invalid(field + " " + complaint);
    }
  }
}
