package dev.cmek.aws.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cmek.aws.workflow.DefinitionReader.Definition;
import dev.cmek.aws.workflow.State.Chain;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A definition with the functions that its tasks call.
///
/// Known of the language (JSONPath only): Task with a function's ARN as Resource, inline Map,
/// distributed Map over a JSON list in a bucket whose children's results nobody wants, Choice,
/// Pass, Wait, Succeed, Fail; InputPath, Parameters, ItemsPath, ItemSelector, ResultSelector,
/// ResultPath, OutputPath; Retry, Catch; TimeoutSeconds of machine and task; paths to one value;
/// the context object but for the task token; States.Format, States.StringToJson,
/// States.JsonToString. All else is refused.
public final class StateMachine {

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

  private final String arn;
  private final Definition definition;
  private final Map<String, TaskFunction> functions;
  private final Bucket bucket;

  /// What a distributed Map reads its list from.
  @FunctionalInterface
  public interface Bucket {

    /// A bucket that nobody has.
    Bucket NONE = (_, _) -> Optional.empty();

    /// The object's text; empty if there is no such bucket or object.
    Optional<String> find(String name, String key);
  }

  private StateMachine(
      String arn, Definition definition, Map<String, TaskFunction> functions, Bucket bucket) {
    this.arn = arn;
    this.definition = definition;
    this.functions = Map.copyOf(functions);
    this.bucket = bucket;
  }

  /// Reads a definition.
  ///
  /// @param arn such as `arn:aws:states:eu-west-1:111111111111:stateMachine:provision`
  /// @param definition in Amazon States Language, placeholders already substituted
  /// @param functions by the Resource that names them
  /// @throws InvalidDefinition if it is wrong or uses what this interpreter does not know
  public static StateMachine load(
      String arn, String definition, Map<String, TaskFunction> functions) {
    return load(arn, definition, functions, Bucket.NONE);
  }

  /// Reads a definition that may read a bucket.
  ///
  /// @throws InvalidDefinition if it is wrong or uses what this interpreter does not know
  public static StateMachine load(
      String arn, String definition, Map<String, TaskFunction> functions, Bucket bucket) {
    if (!arn.matches("arn:aws[a-z-]*:states:[a-z0-9-]+:\\d{12}:stateMachine:[\\w-]{1,80}")) {
      throw new IllegalArgumentException("not a state machine's ARN: " + arn);
    }
    Matcher placeholder = PLACEHOLDER.matcher(definition);
    if (placeholder.find()) {
      throw new InvalidDefinition("definition", placeholder.group() + " is not substituted");
    }
    try {
      DefinitionReader reader = new DefinitionReader(functions.keySet());
      return new StateMachine(arn, reader.read(STRICT.readTree(definition)), functions, bucket);
    } catch (JsonProcessingException e) {
      throw new InvalidDefinition("definition", e.getOriginalMessage());
    }
  }

  /// The definition with each `${Name}` replaced, as the deployment does it.
  ///
  /// @throws InvalidDefinition if a placeholder has no value or a value no placeholder
  public static String substitute(String definition, Map<String, String> values) {
    Set<String> unused = new HashSet<>(values.keySet());
    String substituted =
        PLACEHOLDER
            .matcher(definition)
            .replaceAll(found -> {
              unused.remove(found.group(1));
              return Matcher.quoteReplacement(value(found, values));
            });
    if (!unused.isEmpty()) {
      throw new InvalidDefinition("definition", "nothing asks for the values " + unused);
    }
    return substituted;
  }

  private static String value(MatchResult placeholder, Map<String, String> values) {
    return Optional.ofNullable(values.get(placeholder.group(1)))
        .orElseThrow(
            () -> new InvalidDefinition("definition", "no value for " + placeholder.group()));
  }

  public String arn() {
    return arn;
  }

  /// The last part of the ARN.
  public String name() {
    return arn.substring(arn.lastIndexOf(':') + 1);
  }

  /// How long an execution may take.
  public Optional<Duration> timeout() {
    return definition.timeout();
  }

  Chain chain() {
    return definition.chain();
  }

  Bucket bucket() {
    return bucket;
  }

  TaskFunction function(String resource) {
    return Optional.ofNullable(functions.get(resource)).orElseThrow();
  }
}
