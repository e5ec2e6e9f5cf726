package dev.cmek.simulator.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/// One statement of a policy. An element that it lacks is an empty list.
///
/// @param principals the AWS principals, `*` for everybody; other kinds (services, identity
///   providers) are left out, since the vendor is none of them
record Statement(
    String effect,
    List<String> principals,
    List<String> notPrincipals,
    List<String> actions,
    List<String> notActions,
    List<String> resources,
    List<String> notResources,
    List<Condition> conditions) {

  static Statement of(JsonNode node) {
    return new Statement(
        node.path("Effect").asText(),
        awsPrincipals(node.path("Principal")),
        awsPrincipals(node.path("NotPrincipal")),
        PolicyDocument.strings(node.path("Action")),
        PolicyDocument.strings(node.path("NotAction")),
        PolicyDocument.strings(node.path("Resource")),
        PolicyDocument.strings(node.path("NotResource")),
        Condition.all(node.path("Condition")));
  }

  /// Whether the action is meant. A statement without Action and NotAction means none.
  boolean coversAction(String action) {
    if (!notActions.isEmpty()) {
      return notActions.stream().noneMatch(pattern -> actionMatches(pattern, action));
    }
    return actions.stream().anyMatch(pattern -> actionMatches(pattern, action));
  }

  /// Whether the resource is meant. A statement without Resource and NotResource means none.
  boolean coversResource(String resource) {
    if (!notResources.isEmpty()) {
      return notResources.stream().noneMatch(pattern -> Wildcard.matches(pattern, resource));
    }
    return resources.stream().anyMatch(pattern -> Wildcard.matches(pattern, resource));
  }

  boolean conditionsMet(RequestContext context) {
    return conditions.stream().allMatch(condition -> condition.met(context));
  }

  private static boolean actionMatches(String pattern, String action) {
    return Wildcard.matches(pattern.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT));
  }

  private static List<String> awsPrincipals(JsonNode node) {
    return PolicyDocument.strings(node.isObject() ? node.path("AWS") : node);
  }
}
