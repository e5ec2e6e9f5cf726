package dev.cmek.aws.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules let exactly those calls pass that the function knows.
class ChangeRulesTest {

  private static final Path FOLDER = Path.of("..", "infra", "aws");
  private static final Pattern RULE =
      Pattern.compile(
          "source: \\[aws\\.(kms|iam)\\]\\s+detail-type: \\[AWS API Call via CloudTrail\\]\\s+"
              + "detail:\\s+errorCode: \\[\\{exists: false\\}\\]\\s+"
              + "eventName:((?:\\s+- \\w+)+| \\[[^]]+\\])");

  @ParameterizedTest
  @ValueSource(strings = {"change-events.yaml", "template.yaml"})
  void lettingPassWhatTheFunctionKnows(String file) throws IOException {
    Set<String> ofKeys = new TreeSet<>();
    Set<String> ofIam = new TreeSet<>();

    Matcher rule = RULE.matcher(Files.readString(FOLDER.resolve(file)));
    while (rule.find()) {
      Set<String> names =
          Arrays.stream(rule.group(2).split("\\W+"))
              .filter(name -> !name.isEmpty())
              .collect(Collectors.toSet());
      boolean _ = (rule.group(1).equals("kms") ? ofKeys : ofIam).addAll(names);
    }

    Set<String> known = new TreeSet<>(CloudTrailEvent.OF_ROLES);
    known.addAll(CloudTrailEvent.OF_POLICIES);
    assertThat(ofKeys).containsExactlyInAnyOrderElementsOf(CloudTrailEvent.OF_KEYS);
    assertThat(ofIam).containsExactlyInAnyOrderElementsOf(known);
  }
}
