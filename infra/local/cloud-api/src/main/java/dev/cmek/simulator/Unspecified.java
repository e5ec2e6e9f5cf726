package dev.cmek.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.simulator.Settings.AbsentMembers;
import java.util.Set;

/// Gives an answer the looks that the specification leaves open: how absent members are written,
/// members and enum values that a later version of the API may bring.
final class Unspecified {
  private static final Set<String> WORKING =
      Set.of("DISABLING", "ENABLING", "ROTATING", "REVOKING");

  private final Settings settings;

  Unspecified(Settings settings) {
    this.settings = settings;
  }

  /// Changes the answer in place.
  void applyTo(JsonNode node) {
    if (!(node instanceof ObjectNode object)) {
      node.forEach(this::applyTo);
      return;
    }
    object
        .properties()
        .forEach(member -> {
          if (!member.getKey().equals("labels")) { // a map of the customer's own
            applyTo(member.getValue());
          }
        });
    if (settings.absentMembers() == AbsentMembers.ABSENT) {
      object.properties().removeIf(member -> member.getValue().isNull());
    }
    if (settings.extraEnumValues()) {
      addEnumValues(object);
    }
    if (settings.extraFields()) {
      object.putObject("simulated_extra_field").put("number", 1).putArray("list").add("x");
    }
  }

  /// Unknown values where they change nothing a caller may rely on: it has to go on polling.
  private static void addEnumValues(ObjectNode object) {
    if (WORKING.contains(object.path("status").asText())) {
      object.put("status", "SIMULATED_" + object.path("status").asText());
    }
    if (object.has("upgrade_status")) {
      object.put("upgrade_status", "SIMULATED_UPGRADE_STATUS");
    }
    if (object.has("egress_traffic_policy")) {
      object.put("egress_traffic_policy", "SIMULATED_POLICY");
    }
  }
}
