package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The functions that expressions may call ("Standard library overview" and "Expressions").
final class StandardLibrary {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// A function by the name that expressions call it by, with the least and the greatest number of
  /// arguments.
  enum Function {
    DEFAULT("default", 2, 2),
    LEN("len", 1, 1),
    STRING("string", 1, 1),
    INT("int", 1, 1),
    DOUBLE("double", 1, 1),
    KEYS("keys", 1, 1),
    MAP_GET("map.get", 2, 2),
    MAP_MERGE("map.merge", 2, 2),
    LIST_CONCAT("list.concat", 2, 2),
    TEXT_ENCODE("text.encode", 1, 1),
    TEXT_DECODE("text.decode", 1, 1),
    JSON_ENCODE("json.encode_to_string", 1, 1),
    JSON_DECODE("json.decode", 1, 1),
    SYS_GET_ENV("sys.get_env", 1, 2);

    private final String inExpressions;
    private final int least;
    private final int most;

    Function(String inExpressions, int least, int most) {
      this.inExpressions = inExpressions;
      this.least = least;
      this.most = most;
    }

    boolean takes(int arguments) {
      return arguments >= least && arguments <= most;
    }
  }

  private final Map<String, String> environment;

  /// For one execution.
  StandardLibrary(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  static Optional<Function> find(String name) {
    return Arrays.stream(Function.values()).filter(f -> f.inExpressions.equals(name)).findAny();
  }

  JsonNode call(Function function, List<JsonNode> arguments) throws WorkflowError {
    JsonNode first = arguments.getFirst();
    return switch (function) {
      case DEFAULT -> first.isNull() ? arguments.get(1) : first;
      case LEN -> length(first);
      case STRING -> string(first);
      case INT -> integer(first);
      case DOUBLE -> real(first);
      case KEYS -> keys(map(function, first));
      case MAP_GET -> get(map(function, first), arguments.get(1));
      case MAP_MERGE -> {
        ObjectNode merged = map(function, first).deepCopy();
        merged.setAll(map(function, arguments.get(1)));
        yield merged;
      }
      case LIST_CONCAT -> {
        if (!(first instanceof ArrayNode list)) {
          throw type(function, first);
        }
        yield list.deepCopy().add(arguments.get(1));
      }
      case TEXT_ENCODE ->
          BinaryNode.valueOf(text(function, first).getBytes(StandardCharsets.UTF_8));
      case TEXT_DECODE ->
          TextNode.valueOf(new String(bytes(function, first), StandardCharsets.UTF_8));
      case JSON_ENCODE -> TextNode.valueOf(first.toString());
      case JSON_DECODE -> decode(function, first);
      case SYS_GET_ENV -> environment(function, arguments);
    };
  }

  /// How a string is read as JSON.
  static JsonNode parse(String json) throws JsonProcessingException {
    JsonNode value = MAPPER.readTree(json);
    return value.isMissingNode() ? NullNode.instance : value;
  }

  private static JsonNode length(JsonNode value) throws WorkflowError {
    if (value.isTextual()) {
      return LongNode.valueOf(value.textValue().codePoints().count());
    }
    if (value.isContainerNode()) {
      return LongNode.valueOf(value.size());
    }
    throw type(Function.LEN, value);
  }

  private static JsonNode string(JsonNode value) throws WorkflowError {
    if (value.isNumber() || value.isBoolean() || value.isTextual()) {
      return TextNode.valueOf(value.asText());
    }
    throw type(Function.STRING, value);
  }

  private static JsonNode integer(JsonNode value) throws WorkflowError {
    try {
      if (value.isNumber()) {
        return LongNode.valueOf(value.decimalValue().longValue());
      }
      return LongNode.valueOf(Long.parseLong(text(Function.INT, value)));
    } catch (NumberFormatException _) {
      throw WorkflowError.of("ValueError", "not an integer: " + value);
    }
  }

  private static JsonNode real(JsonNode value) throws WorkflowError {
    try {
      return DoubleNode.valueOf(
          value.isNumber()
              ? value.doubleValue()
              : Double.parseDouble(text(Function.DOUBLE, value)));
    } catch (NumberFormatException _) {
      throw WorkflowError.of("ValueError", "not a number: " + value);
    }
  }

  private static JsonNode keys(ObjectNode map) {
    ArrayNode keys = NODES.arrayNode();
    map.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /// `null` for what is not there, however deep ("map.get").
  private static JsonNode get(ObjectNode map, JsonNode key) throws WorkflowError {
    List<JsonNode> path = new ArrayList<>();
    if (key instanceof ArrayNode list) {
      list.forEach(path::add);
    } else {
      path.add(key);
    }
    JsonNode found = map;
    for (JsonNode name : path) {
      found = found.path(text(Function.MAP_GET, name));
    }
    return found.isMissingNode() ? NullNode.instance : found;
  }

  private static JsonNode decode(Function function, JsonNode value) throws WorkflowError {
    try {
      return value.isBinary()
          ? MAPPER.readTree(bytes(function, value))
          : parse(text(function, value));
    } catch (IOException e) {
      throw WorkflowError.of("ValueError", "not JSON: " + e.getMessage());
    }
  }

  private JsonNode environment(Function function, List<JsonNode> arguments) throws WorkflowError {
    String name = text(function, arguments.getFirst());
    String value = environment.get(name);
    if (value != null) {
      return TextNode.valueOf(value);
    }
    if (arguments.size() == 2) {
      return TextNode.valueOf(text(function, arguments.get(1)));
    }
    throw WorkflowError.of("KeyError", "there is no environment variable " + name);
  }

  private static ObjectNode map(Function function, JsonNode value) throws WorkflowError {
    if (value instanceof ObjectNode map) {
      return map;
    }
    throw type(function, value);
  }

  private static String text(Function function, JsonNode value) throws WorkflowError {
    if (value.isTextual()) {
      return value.textValue();
    }
    throw type(function, value);
  }

  private static byte[] bytes(Function function, JsonNode value) throws WorkflowError {
    if (value instanceof BinaryNode bytes) {
      return bytes.binaryValue();
    }
    throw type(function, value);
  }

  private static WorkflowError type(Function function, JsonNode value) {
    return WorkflowError.of(
        "TypeError", function.inExpressions + " does not take " + Evaluation.typeOf(value));
  }
}
