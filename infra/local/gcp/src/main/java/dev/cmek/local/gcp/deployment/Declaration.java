package dev.cmek.local.gcp.deployment;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What `infra/gcp/functions.yaml` says: the functions, and the custom roles that its words stand
/// for.
///
/// @param roles permissions by word, such as `state.read`
/// @param functions by name, without `cmek-` before it
public record Declaration(
    Map<String, List<String>> roles, Map<String, DeclaredFunction> functions) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public Declaration {
    roles = Map.copyOf(roles);
    functions = Map.copyOf(functions);
  }

  /// Reads the file.
  ///
  /// @param values of its placeholders, by name
  /// @throws IllegalArgumentException if it has a placeholder or a member that is not known
  public static Declaration read(Path file, Map<String, String> values) {
    try {
      return of(Files.readString(file), values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Declaration of(String template, Map<String, String> values) {
    Object yaml = new Load(LoadSettings.builder().build()).loadFromString(filled(template, values));
    ObjectNode all = MAPPER.valueToTree(yaml);
    Map<String, List<String>> roles = new TreeMap<>();
    all.path("roles")
        .properties()
        .forEach(role -> roles.put(role.getKey(), texts(role.getValue())));
    Map<String, DeclaredFunction> functions = new TreeMap<>();
    all.path("functions")
        .properties()
        .forEach(function ->
            functions.put(
                function.getKey(),
                function(function.getValue(), all.path("defaults"), all.path("environment"))));
    return new Declaration(roles, functions);
  }

  /// A value stands inside double quotes, written as JSON writes it there.
  private static String filled(String template, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(found -> {
          String value = values.get(found.group(1));
          if (value == null) {
            throw new IllegalArgumentException("there is no value for " + found.group());
          }
          String json = MAPPER.getNodeFactory().textNode(value).toString();
          return Matcher.quoteReplacement(json.substring(1, json.length() - 1));
        });
  }

  private static DeclaredFunction function(JsonNode own, JsonNode defaults, JsonNode shared) {
    ObjectNode whole = MAPPER.createObjectNode();
    for (String list : List.of("keyProject", "secrets", "topics")) {
      var _ = whole.putArray(list);
    }
    var _ = whole.putObject("workflows");
    var _ = whole.setAll((ObjectNode) defaults);
    var _ = whole.setAll((ObjectNode) own);
    ObjectNode environment = whole.putObject("environment");
    var _ = environment.setAll((ObjectNode) shared);
    if (own.path("environment") instanceof ObjectNode besides) {
      var _ = environment.setAll(besides);
    }
    return MAPPER.convertValue(whole, DeclaredFunction.class);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
