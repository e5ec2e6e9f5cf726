package dev.cmek.shared.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.step.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The runbook knows everything that this system may say, and nothing else.
final class RunbookTest {

  private static final Path ROOT = Path.of("..");

  private final String runbook = read("docs/operations.md");

  @ParameterizedTest
  @EnumSource(Severity.class)
  void hasASectionForEveryFinding(Severity severity) {
    String title =
        switch (severity) {
          case ACCESS_LOST -> "Access lost";
          case EXPOSED -> "Exposed";
          case UNKNOWN -> "Unknown";
          case HYGIENE -> "Hygiene";
        };

    List<String> sections = all("(?m)^### (\\w+)$", part(title));

    assertThat(sections)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(FindingCode.values())
                .filter(code -> code.severity() == severity)
                .map(FindingCode::name)
                .toList());
    assertThat(part(title).split("\n### "))
        .filteredOn(section -> !section.startsWith("##") && !section.startsWith("\n"))
        .hasSize(sections.size())
        .allSatisfy(section ->
            assertThat(section)
                .contains("- **Who, probably:** ", "- **Do:** ", "- **Mended when** "));
  }

  @Test
  void hasARowForEveryReason() {
    assertThat(all("(?m)^\\| `(\\w+)` \\|", part("Reasons")))
        .containsExactlyInAnyOrderElementsOf(Stream.of(Reason.values()).map(Reason::name).toList());
  }

  @Test
  void hasARowForEveryAlarm() {
    assertThat(all("(?m)^\\| `(\\w+)` \\|", part("Alarms")))
        .containsExactlyInAnyOrderElementsOf(
            all("(?m)^  (\\w+Alarm):$", read("infra/aws/template.yaml")));
  }

  @Test
  void hasARowForEveryAlarmOfGoogleCloud() {
    String monitoring = read("infra/gcp/monitoring.tf");
    int start = monitoring.indexOf("  alarms = {");
    String alarms = monitoring.substring(start, monitoring.indexOf("\n  }\n", start));

    assertThat(all("(?m)^    (\\w+) = \\{$", alarms))
        .hasSize(6)
        .allSatisfy(alarm -> assertThat(part("Alarms")).contains("| `" + alarm + "Alarm` |"));
    assertThat(all("\"CMEK ([A-Z]\\w+)\"", monitoring))
        .containsExactly("Stale")
        .allSatisfy(alarm -> assertThat(part("Alarms")).contains("| `" + alarm + "Alarm` |"));
  }

  /// From the heading of the second level to the next one.
  private String part(String title) {
    int start = runbook.indexOf("\n## " + title + "\n");
    assertThat(start).as(title).isNotNegative();
    int end = runbook.indexOf("\n## ", start + 1);
    return end < 0 ? runbook.substring(start) : runbook.substring(start, end);
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult result) -> result.group(1))
        .toList();
  }

  private static String read(String path) {
    try {
      return Files.readString(ROOT.resolve(path));
    } catch (IOException e) {
      throw new AssertionError(path, e);
    }
  }
}
