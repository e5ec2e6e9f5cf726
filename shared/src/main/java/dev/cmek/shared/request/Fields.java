package dev.cmek.shared.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads one JSON object strictly: each member by name and kind, and at the end none may be left.
final class Fields {

  private static final int LONGEST_NAME = 60;
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_ -]{1,60}");

  private final String path;
  private final JsonNode object;
  private final Set<String> read = new HashSet<>();

  /// @param path where the object stands, such as `data`; empty for the root
  Fields(String path, JsonNode object) throws BadRequest {
    this.path = path;
    this.object = object;
    if (!object.isObject()) {
      throw new BadRequest(path.isEmpty() ? "body" : path, "must be a JSON object");
    }
  }

  Optional<JsonNode> find(String name) {
    read.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  Fields requireObject(String name) throws BadRequest {
    return new Fields(at(name), require(name));
  }

  Optional<Fields> findObject(String name) throws BadRequest {
    Optional<JsonNode> value = find(name);
    return value.isEmpty() ? Optional.empty() : Optional.of(new Fields(at(name), value.get()));
  }

  String requireText(String name, int longest) throws BadRequest {
    return text(name, require(name), longest);
  }

  Optional<String> findText(String name, int longest) throws BadRequest {
    Optional<JsonNode> value = find(name);
    return value.isEmpty() ? Optional.empty() : Optional.of(text(name, value.get(), longest));
  }

  boolean flag(String name, boolean otherwise) throws BadRequest {
    Optional<JsonNode> value = find(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (!value.get().isBoolean()) {
      throw bad(name, "must be true or false, not " + kind(value.get()));
    }
    return value.get().booleanValue();
  }

  int number(String name, int otherwise, int least, int most) throws BadRequest {
    Optional<JsonNode> value = find(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    JsonNode number = value.get();
    if (!number.isInt() || number.intValue() < least || number.intValue() > most) {
      throw bad(name, "must be a whole number from " + least + " to " + most);
    }
    return number.intValue();
  }

  <E extends Enum<E>> E choice(String name, E otherwise) throws BadRequest {
    Optional<JsonNode> value = find(name);
    return value.isEmpty()
        ? otherwise
        : constant(at(name), value.get(), otherwise.getDeclaringClass());
  }

  <E extends Enum<E>> List<E> choices(String name, Class<E> type) throws BadRequest {
    List<E> list = new ArrayList<>();
    Optional<JsonNode> value = find(name);
    if (value.isEmpty()) {
      return list;
    }
    if (!value.get().isArray()) {
      throw bad(name, "must be a list, not " + kind(value.get()));
    }
    for (JsonNode item : value.get()) {
      list.add(constant(at(name) + "[" + list.size() + "]", item, type));
    }
    return list;
  }

  Map<String, String> texts(String name, int longest) throws BadRequest {
    Map<String, String> map = new LinkedHashMap<>();
    Optional<Fields> members = findObject(name);
    if (members.isEmpty()) {
      return map;
    }
    for (Map.Entry<String, JsonNode> member : members.get().object.properties()) {
      map.put(member.getKey(), members.get().text(member.getKey(), member.getValue(), longest));
    }
    return map;
  }

  /// The members that nobody has asked for, in alphabetical order.
  Set<String> unread() {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    names.removeAll(read);
    return names;
  }

  /// Refuses what nobody has asked for.
  void end() throws BadRequest {
    Optional<String> unknown = unread().stream().findFirst();
    if (unknown.isPresent()) {
      throw bad(
          unknown.get(),
          "is not known here; known are "
              + read.stream().sorted().collect(Collectors.joining(", ")));
    }
  }

  BadRequest bad(String name, String message) {
    return new BadRequest(at(name), message);
  }

  private JsonNode require(String name) throws BadRequest {
    Optional<JsonNode> value = find(name);
    if (value.isEmpty()) {
      throw bad(name, "is missing");
    }
    return value.get();
  }

  private String text(String name, JsonNode value, int longest) throws BadRequest {
    if (!value.isTextual()) {
      throw bad(name, "must be a text, not " + kind(value));
    }
    String text = value.textValue();
    if (text.isBlank() || text.length() > longest) {
      throw bad(name, "must have 1 to " + longest + " characters");
    }
    if (INVISIBLE.matcher(text).find()) {
      throw bad(name, "may have no invisible characters");
    }
    return text;
  }

  private static <E extends Enum<E>> E constant(String at, JsonNode value, Class<E> type)
      throws BadRequest {
    for (E constant : type.getEnumConstants()) {
      if (value.isTextual() && constant.name().equals(value.textValue())) {
        return constant;
      }
    }
    String known =
        Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    throw new BadRequest(
        at,
        (type.getEnumConstants().length == 1 ? "must be " : "must be one of ")
            + known
            + (value.isTextual() && WORD.matcher(value.textValue()).matches()
                ? ", not " + value.textValue()
                : ""));
  }

  private String at(String name) {
    return path.isEmpty() ? shown(name) : path + "." + shown(name);
  }

  private static String kind(JsonNode value) {
    JsonNodeType type = value.getNodeType();
    return switch (type) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "an object";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL, MISSING, BINARY -> "nothing";
    };
  }

  /// A name from outside as it may stand in messages and queue attributes: short, in one line.
  static String shown(String name) {
    if (name.isEmpty()) {
      return "\"\"";
    }
    String visible = INVISIBLE.matcher(name).replaceAll("?");
    return visible.codePointCount(0, visible.length()) <= LONGEST_NAME
        ? visible
        : visible.substring(0, visible.offsetByCodePoints(0, LONGEST_NAME)) + "…";
  }
}
