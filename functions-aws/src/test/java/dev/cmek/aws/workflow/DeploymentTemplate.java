package dev.cmek.aws.workflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the real deployment consists of, read from `infra/aws` as text.
///
/// @param template `template.yaml`
/// @param provision the definition of the workflow that onboards, with its placeholders
/// @param reverify the same of the workflow that looks again
record DeploymentTemplate(String template, String provision, String reverify) {

  private static final Path FOLDER = Path.of("..", "infra", "aws");
  private static final Pattern HANDLER =
      Pattern.compile(
          "(?m)^  (\\w+):\\n    Type: AWS::Serverless::Function\\n(?:    .*\\n)*?"
              + "      Handler: ([\\w.]+)::handleRequest$");
  private static final Pattern SUBSTITUTION =
      Pattern.compile("(?m)^        (\\w+): !GetAtt (\\w+)\\.Arn$");

  static DeploymentTemplate read() {
    try {
      return new DeploymentTemplate(
          Files.readString(FOLDER.resolve("template.yaml")),
          Files.readString(FOLDER.resolve("workflows").resolve("provision.asl.json")),
          Files.readString(FOLDER.resolve("workflows").resolve("reverify.asl.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The class of each function, by the function's logical id such as `EnsureKeyFunction`.
  Map<String, String> handlers() {
    return pairs(HANDLER, template);
  }

  /// The function's logical id for each placeholder of a workflow's definition.
  ///
  /// @param workflow its logical id, such as `Provision`
  Map<String, String> substitutions(String workflow) {
    return pairs(SUBSTITUTION, resource(workflow, "DefinitionSubstitutions:\n", "Logging:\n"));
  }

  /// The functions that a workflow may call, by their logical ids.
  List<String> callable(String workflow) {
    return Pattern.compile("!GetAtt (\\w+)\\.Arn")
        .matcher(resource(workflow, "Action: lambda:InvokeFunction", "- Sid: "))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /// The names of the settings that a function has beside those of all functions.
  ///
  /// @param function its logical id, such as `EnsureKeyFunction`
  List<String> settings(String function) {
    return Pattern.compile("(?m)^          (\\w+): ")
        .matcher(resource(function, "Variables:\n", "      Policies:"))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /// What the metric filters on the line of numbers look for and count, as they are written.
  List<String> sweepFilters() {
    return Pattern.compile("FilterPattern: '(.*EndSweep.*)'\\n(?:.*\\n)?.*MetricValue: (.*)}")
        .matcher(template)
        .results()
        .map(found -> found.group(1) + " " + found.group(2))
        .toList();
  }

  /// What stands in a resource from one text up to another.
  private String resource(String name, String from, String to) {
    String whole = template.substring(template.indexOf("\n  " + name + ":\n"));
    String after = whole.substring(whole.indexOf(from));
    return after.substring(0, after.indexOf(to));
  }

  /// What follows a name and a colon where it first stands, such as `PT2H30M` for `RUN_LIMIT`.
  String value(String name) {
    Matcher found = Pattern.compile("(?m)^ *" + name + ": (.+)$").matcher(template);
    if (!found.find()) {
      throw new IllegalArgumentException("the template has no " + name);
    }
    return found.group(1);
  }

  private static Map<String, String> pairs(Pattern pattern, String text) {
    Map<String, String> pairs = new TreeMap<>();
    pattern.matcher(text).results().forEach(found -> pairs.put(found.group(1), found.group(2)));
    return pairs;
  }
}
