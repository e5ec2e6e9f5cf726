package dev.cmek.shared.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads and writes [PolicyDocument]s.
final class PolicyJson {

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final Set<String> DOCUMENT = Set.of("Version", "Id", "Statement");
  private static final Set<String> STATEMENT =
      Set.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");

  private PolicyJson() {}

  static PolicyDocument parse(String json) {
    try {
      return document(STRICT.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a policy must be JSON: " + e.getOriginalMessage(), e);
    }
  }

  static PolicyDocument document(JsonNode tree) {
    checkMembers(tree, DOCUMENT, "the policy");
    String version = text(tree, "Version");
    if (version == null) {
      version = PolicyDocument.OLD_VERSION;
    }
    if (!version.equals(PolicyDocument.VERSION) && !version.equals(PolicyDocument.OLD_VERSION)) {
      throw new IllegalArgumentException("unknown Version " + version);
    }
    JsonNode found = tree.get("Statement");
    if (found == null) {
      throw new IllegalArgumentException("the policy has no Statement");
    }
    List<Statement> statements = new ArrayList<>();
    if (found.isArray()) {
      found.forEach(s -> statements.add(statement(s)));
    } else {
      statements.add(statement(found));
    }
    return new PolicyDocument(version, text(tree, "Id"), statements);
  }

  private static Statement statement(JsonNode tree) {
    checkMembers(tree, STATEMENT, "a statement");
    return new Statement(
        text(tree, "Sid"),
        effect(text(tree, "Effect")),
        principals(tree),
        patterns(tree, "Action"),
        patterns(tree, "Resource"),
        conditions(tree.get("Condition")));
  }

  private static Effect effect(@Nullable String text) {
    for (Effect effect : Effect.values()) {
      if (effect.text().equals(text)) {
        return effect;
      }
    }
    throw new IllegalArgumentException("Effect must be Allow or Deny, not " + text);
  }

  private static @Nullable Principals principals(JsonNode statement) {
    String name = either(statement, "Principal");
    if (name == null) {
      return null;
    }
    boolean negated = name.startsWith("Not");
    JsonNode tree = statement.path(name);
    if (tree.isTextual()) {
      if (!tree.textValue().equals("*")) {
        throw new IllegalArgumentException(name + " as plain text can only be *");
      }
      return new Principals(negated, Map.of("AWS", List.of("*")));
    }
    checkMembers(tree, Set.copyOf(Principals.TYPES), name);
    Map<String, List<String>> byType = new TreeMap<>();
    tree.properties().forEach(e -> byType.put(e.getKey(), texts(e.getValue(), name)));
    return new Principals(negated, byType);
  }

  private static @Nullable Patterns patterns(JsonNode statement, String element) {
    String name = either(statement, element);
    if (name == null) {
      return null;
    }
    return new Patterns(name.startsWith("Not"), texts(statement.path(name), name));
  }

  private static List<Condition> conditions(@Nullable JsonNode tree) {
    List<Condition> conditions = new ArrayList<>();
    if (tree == null) {
      return conditions;
    }
    checkObject(tree, "Condition");
    for (Map.Entry<String, JsonNode> operator : tree.properties()) {
      checkObject(operator.getValue(), "Condition " + operator.getKey());
      for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
        conditions.add(
            new Condition(operator.getKey(), key.getKey(), texts(key.getValue(), key.getKey())));
      }
    }
    return conditions;
  }

  private static @Nullable String either(JsonNode statement, String element) {
    boolean plain = statement.has(element);
    boolean negated = statement.has("Not" + element);
    if (plain && negated) {
      throw new IllegalArgumentException("a statement has both " + element + " and Not" + element);
    }
    if (negated) {
      return "Not" + element;
    }
    return plain ? element : null;
  }

  private static @Nullable String text(JsonNode tree, String member) {
    JsonNode value = tree.get(member);
    if (value == null) {
      return null;
    }
    return scalar(value, member);
  }

  private static List<String> texts(JsonNode tree, String member) {
    List<String> texts = new ArrayList<>();
    if (tree.isArray()) {
      tree.forEach(t -> texts.add(scalar(t, member)));
    } else {
      texts.add(scalar(tree, member));
    }
    return texts;
  }

  /// AWS takes true and 5 for "true" and "5".
  private static String scalar(JsonNode tree, String member) {
    if (!tree.isTextual() && !tree.isBoolean() && !tree.isNumber()) {
      throw new IllegalArgumentException(member + " must be text or a list of texts");
    }
    return tree.asText();
  }

  private static void checkMembers(JsonNode tree, Set<String> known, String where) {
    checkObject(tree, where);
    tree.fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            throw new IllegalArgumentException(where + " has an unknown member " + name);
          }
        });
  }

  private static void checkObject(JsonNode tree, String where) {
    if (!tree.isObject()) {
      throw new IllegalArgumentException(where + " must be an object");
    }
  }

  static JsonNode tree(PolicyDocument document) {
    ObjectNode tree = NODES.objectNode().put("Version", document.version());
    if (document.id() != null) {
      tree.put("Id", document.id());
    }
    ArrayNode statements = tree.putArray("Statement");
    document.statements().forEach(s -> statements.add(tree(s)));
    return tree;
  }

  private static ObjectNode tree(Statement statement) {
    ObjectNode tree = NODES.objectNode();
    if (statement.sid() != null) {
      tree.put("Sid", statement.sid());
    }
    tree.put("Effect", statement.effect().text());
    Principals principals = statement.principals();
    if (principals != null) {
      ObjectNode byType = tree.putObject(principals.negated() ? "NotPrincipal" : "Principal");
      principals.byType().forEach((type, values) -> byType.set(type, list(values)));
    }
    put(tree, "Action", statement.actions());
    put(tree, "Resource", statement.resources());
    if (!statement.conditions().isEmpty()) {
      ObjectNode operators = tree.putObject("Condition");
      for (Condition c : statement.conditions()) {
        operators.withObjectProperty(c.operator()).set(c.key(), list(c.values()));
      }
    }
    return tree;
  }

  private static void put(ObjectNode tree, String element, @Nullable Patterns patterns) {
    if (patterns != null) {
      tree.set(patterns.negated() ? "Not" + element : element, list(patterns.values()));
    }
  }

  private static JsonNode list(List<String> values) {
    if (values.size() == 1) {
      return NODES.textNode(values.getFirst());
    }
    ArrayNode list = NODES.arrayNode();
    values.forEach(list::add);
    return list;
  }
}
