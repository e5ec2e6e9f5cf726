package dev.cmek.simulator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.stream.Collectors;

/// The one strict JSON dialect of the simulator: unknown, duplicate and mistyped members are
/// refused, durations and times are ISO-8601 strings.
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              config ->
                  config
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .addModule(
              new SimpleModule()
                  .addSerializer(Duration.class, ToStringSerializer.instance)
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Duration.class, new DurationReader()))
          .build();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  static String text(JsonNode node) {
    return node.toString();
  }

  /// @throws ApiError naming what is wrong and where
  static ObjectNode readObject(String body) {
    JsonNode node = read(body, JsonNode.class);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.invalid("the request body must be a JSON object");
  }

  /// @throws ApiError naming what is wrong and where, in the words of the protobuf parser
  static <T> T read(String body, Class<T> type) {
    if (body.isBlank()) {
      throw ApiError.invalid("the request body is empty");
    }
    try {
      return MAPPER.readValue(body, type);
    } catch (JsonProcessingException e) {
      throw ApiError.malformed(explain(e));
    }
  }

  /// @throws ApiError naming what is wrong and where
  static <T> T convert(JsonNode node, Class<T> type) {
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw ApiError.malformed(explain(e));
    }
  }

  private static String explain(JsonProcessingException problem) {
    boolean parsed = problem.getLocation() != null && problem.getLocation().getLineNr() > 0;
    String place =
        !parsed
            ? ""
            : "proto: (line %d:%d): "
                .formatted(problem.getLocation().getLineNr(), problem.getLocation().getColumnNr());
    return switch (problem) {
      case UnrecognizedPropertyException unknown ->
          place + "unknown field \"" + path(unknown) + "\"";
      case InvalidFormatException wrong when wrong.getTargetType().isEnum() ->
          place + "invalid value for enum type: \"" + wrong.getValue() + "\" in " + path(wrong);
      case ValueInstantiationException refused when refused.getCause() != null ->
          String.valueOf(refused.getCause().getMessage());
      case JsonMappingException wrong when !wrong.getPath().isEmpty() ->
          place + "invalid value for " + path(wrong) + ": " + wrong.getOriginalMessage();
      default -> place + "syntax error: " + problem.getOriginalMessage();
    };
  }

  private static String path(JsonMappingException problem) {
    return problem.getPath().stream()
        .map(step ->
            step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
        .collect(Collectors.joining())
        .substring(1);
  }

  private static final class DurationReader extends FromStringDeserializer<Duration> {
    DurationReader() {
      super(Duration.class);
    }

    @Override
    protected Duration _deserialize(String value, DeserializationContext context)
        throws JsonMappingException {
      try {
        Duration duration = Duration.parse(value);
        if (!duration.isNegative()) {
          return duration;
        }
      } catch (DateTimeParseException _) {
        // refused below, like a negative one
      }
      throw context.weirdStringException(value, Duration.class, "not a duration such as PT1.5S");
    }
  }
}
