package dev.cmek.shared.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/// The one way to read and write JSON between steps, in the state bucket and towards the Cloud API.
///
/// Lenient: unknown members are skipped, so that versions of functions may differ while a run is
/// under way. Doors read strictly instead: see `RequestParser`. Times are RFC 3339, absent members
/// are left out.
public final class Payloads {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final JsonMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private Payloads() {}

  /// The JSON as a value; a record's components may have type parameters.
  ///
  /// @throws IllegalArgumentException if it is no JSON of this shape; neither message nor cause
  ///   quotes a value
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      // the cause is left out: its text quotes what it could not read, which may be a secret
      throw new IllegalArgumentException("not a " + type.getName() + ": " + place(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The JSON as a tree.
  ///
  /// @throws IllegalArgumentException if it is no JSON
  public static JsonNode tree(byte[] json) {
    return read(json, JsonNode.class);
  }

  /// The members of a tree as a value.
  public static <T> T convert(JsonNode tree, Class<T> type) {
    return MAPPER.convertValue(tree, type);
  }

  /// The value as JSON with members and map keys in alphabetical order: the same value always gives
  /// the same text.
  public static String canonical(Object value) {
    try {
      return CANONICAL.writeValueAsString(MAPPER.convertValue(value, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("can't be written as JSON: " + value.getClass(), e);
    }
  }

  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("can't be written as JSON: " + value.getClass(), e);
    }
  }

  public static String writeString(Object value) {
    return new String(write(value), StandardCharsets.UTF_8);
  }

  private static String place(JsonProcessingException e) {
    String line = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
    return e instanceof JsonMappingException mapping
        ? "unsuitable at /" + path(mapping) + line
        : "no JSON" + line;
  }

  /// The names and indices that lead to the value, such as `keys/0/value`.
  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? String.valueOf(r.getIndex()) : r.getFieldName())
        .collect(Collectors.joining("/"));
  }
}
