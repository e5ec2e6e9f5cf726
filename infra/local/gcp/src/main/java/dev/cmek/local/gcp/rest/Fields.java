package dev.cmek.local.gcp.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A JSON object that was sent, read strictly: what nobody here knows is refused by name, since a
/// member that is quietly ignored works here and not, or otherwise, on the real cloud.
///
/// All methods answer `INVALID_ARGUMENT` to what they cannot read. A member that is null is absent.
public final class Fields {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final JsonNode node;
  private final String path;

  private Fields(JsonNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /// Reads a body; an empty one is an empty object.
  public static Fields of(String text) {
    if (text.isBlank()) {
      return new Fields(MAPPER.createObjectNode(), "");
    }
    try {
      return of(MAPPER.readTree(text), "");
    } catch (JsonProcessingException e) {
      throw invalid("Invalid JSON payload received: " + e.getOriginalMessage());
    }
  }

  private static Fields of(JsonNode node, String path) {
    if (!node.isObject()) {
      throw invalid("Invalid JSON payload received: " + path + " is no object");
    }
    return new Fields(node, path);
  }

  /// Refuses other members than these.
  ///
  /// @return this
  @CanIgnoreReturnValue
  public Fields only(String... names) {
    Set<String> known = Set.of(names);
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            throw invalid("Invalid JSON payload received. Unknown name \"" + path + name + "\"");
          }
        });
    return this;
  }

  /// Whether the member is there.
  public boolean has(String name) {
    return node.hasNonNull(name);
  }

  /// A text.
  public Optional<String> text(String name) {
    return member(name)
        .map(value -> {
          if (!value.isTextual()) {
            throw invalid(path + name + " must be a string");
          }
          return value.textValue();
        });
  }

  /// A text that must be there.
  public String requireText(String name) {
    return text(name).orElseThrow(() -> invalid(path + name + " is required"));
  }

  /// A flag; absent is false.
  public boolean flag(String name) {
    return member(name)
        .map(value -> {
          if (!value.isBoolean()) {
            throw invalid(path + name + " must be true or false");
          }
          return value.booleanValue();
        })
        .orElse(false);
  }

  /// A whole number, which JSON of Google's writes as a string if it has 64 bits.
  public Optional<Long> number(String name) {
    return member(name)
        .map(value -> {
          try {
            return Long.valueOf(value.asText());
          } catch (NumberFormatException e) {
            throw invalid(path + name + " must be a whole number");
          }
        });
  }

  /// A duration such as `10s` or `0.5s`.
  public Optional<Duration> duration(String name) {
    return text(name)
        .map(value -> {
          try {
            return Duration.parse("PT" + value);
          } catch (DateTimeParseException e) {
            throw invalid(path + name + " must be a duration such as 10s");
          }
        });
  }

  /// Bytes in base64; absent is empty.
  public ByteString bytes(String name) {
    return text(name)
        .map(value -> {
          try {
            return ByteString.copyFrom(
                Base64.getDecoder().decode(value.replace('-', '+').replace('_', '/')));
          } catch (IllegalArgumentException e) {
            throw invalid(
                "Invalid value at '" + path + name + "' (TYPE_BYTES), Base64 decoding failed");
          }
        })
        .orElse(ByteString.EMPTY);
  }

  /// An object.
  public Optional<Fields> object(String name) {
    return member(name).map(value -> of(value, path + name + "."));
  }

  /// Objects; absent is none.
  public List<Fields> objects(String name) {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode element : elements(name)) {
      objects.add(of(element, path + name + "[]."));
    }
    return objects;
  }

  /// Texts; absent is none.
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : elements(name)) {
      if (!element.isTextual()) {
        throw invalid(path + name + " must hold strings");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /// An object of texts, such as labels; absent is empty.
  public Map<String, String> map(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    object(name)
        .ifPresent(object ->
            object
                .node
                .fieldNames()
                .forEachRemaining(key -> map.put(key, object.requireText(key))));
    return map;
  }

  /// A copy, as sent.
  public ObjectNode copy() {
    return node.deepCopy();
  }

  private Optional<JsonNode> member(String name) {
    return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
  }

  private List<JsonNode> elements(String name) {
    Optional<JsonNode> array = member(name);
    if (array.isEmpty()) {
      return List.of();
    }
    if (!array.get().isArray()) {
      throw invalid(path + name + " must be an array");
    }
    List<JsonNode> elements = new ArrayList<>();
    array.get().forEach(elements::add);
    return elements;
  }

  private static StatusRuntimeException invalid(String message) {
    return Status.INVALID_ARGUMENT.withDescription(message).asRuntimeException();
  }
}
