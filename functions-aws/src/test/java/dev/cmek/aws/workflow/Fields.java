package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The fields of one object of a definition, each to be read once; [#end()] refuses those that
/// nobody knew.
final class Fields {

  private static final long LONGEST_SECONDS = 99_999_999;

  private final String where;
  private final ObjectNode object;
  private final Set<String> unread = new LinkedHashSet<>();

  Fields(String where, JsonNode node) {
    if (!(node instanceof ObjectNode fields)) {
      throw new InvalidDefinition(where, "must be an object");
    }
    this.where = where;
    this.object = fields;
    fields.fieldNames().forEachRemaining(unread::add);
  }

  String where() {
    return where;
  }

  boolean has(String name) {
    return object.has(name);
  }

  /// The field's value, `null` included.
  Optional<JsonNode> find(String name) {
    unread.remove(name);
    return Optional.ofNullable(object.get(name));
  }

  JsonNode require(String name) {
    return find(name).orElseThrow(() -> refuse("lacks " + name));
  }

  Optional<String> findText(String name) {
    return find(name).map(node -> text(name, node));
  }

  String requireText(String name) {
    return text(name, require(name));
  }

  boolean requireBoolean(String name) {
    JsonNode node = require(name);
    if (!node.isBoolean()) {
      throw refuse(name + " must be true or false");
    }
    return node.booleanValue();
  }

  OptionalLong findWhole(String name, long least, long most) {
    Optional<JsonNode> found = find(name);
    if (found.isEmpty()) {
      return OptionalLong.empty();
    }
    JsonNode node = found.get();
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw refuse(name + " must be a whole number");
    }
    if (node.longValue() < least || node.longValue() > most) {
      throw refuse(name + " must be from " + least + " to " + most);
    }
    return OptionalLong.of(node.longValue());
  }

  Optional<Duration> findSeconds(String name, long least) {
    OptionalLong seconds = findWhole(name, least, LONGEST_SECONDS);
    return seconds.isPresent()
        ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
        : Optional.empty();
  }

  List<JsonNode> requireList(String name) {
    JsonNode node = require(name);
    if (!node.isArray() || node.isEmpty()) {
      throw refuse(name + " must be a list that is not empty");
    }
    List<JsonNode> list = new ArrayList<>();
    node.forEach(list::add);
    return list;
  }

  /// Accepts the field only if it says what holds without it.
  void expect(String name, String only) {
    findText(name)
        .filter(value -> !value.equals(only))
        .ifPresent(value -> {
          throw refuse(name + " " + value + " is not supported");
        });
  }

  /// The one of these fields that is there.
  String requireOneOf(List<String> names) {
    List<String> given = names.stream().filter(object::has).toList();
    if (given.size() != 1) {
      throw refuse("needs exactly one of " + names + ", not " + given);
    }
    return given.getFirst();
  }

  void end() {
    if (!unread.isEmpty()) {
      throw refuse("unknown field " + String.join(", ", unread));
    }
  }

  InvalidDefinition refuse(String what) {
    return new InvalidDefinition(where, what);
  }

  private String text(String name, JsonNode node) {
    if (!node.isTextual()) {
      throw refuse(name + " must be a string");
    }
    return node.textValue();
  }
}
