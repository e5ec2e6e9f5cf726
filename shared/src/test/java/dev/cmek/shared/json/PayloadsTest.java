package dev.cmek.shared.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.secret.Secret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PayloadsTest {

  record Whole(String name, @Nullable String absent, Instant at, boolean on, List<Part> parts) {
    boolean isBig() {
      return parts.size() > 1;
    }
  }

  record Part(int count) {}

  private static final Whole WHOLE =
      new Whole("a", null, Instant.parse("2026-11-22T10:00:00Z"), true, List.of(new Part(1)));

  @Test
  void writesTheMembersOfARecordAndNoJudgementOfIt() {
    assertThat(Payloads.writeString(WHOLE))
        .isEqualTo(
            """
            {"name":"a","at":"2026-11-22T10:00:00Z","on":true,"parts":[{"count":1}]}\
            """);
  }

  @Test
  void readsWhatItWrote() {
    assertThat(Payloads.read(Payloads.write(WHOLE), Whole.class)).isEqualTo(WHOLE);
  }

  @Test
  void skipsUnknownMembers() {
    assertThat(Payloads.read("{\"count\":2,\"new\":[]}".getBytes(UTF_8), Part.class))
        .isEqualTo(new Part(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name":planted                    | no JSON in line 1
          {"parts":[{"count":1},             | unsuitable at /parts in line 1
          {"at":"planted"}                   | unsuitable at /at in line 1
          {"parts":[{"count":"planted"}]}    | unsuitable at /parts/0/count in line 1
          {"parts":[{"count":null}]}         | unsuitable at /parts/0/count in line 1
          ["planted"]                        | unsuitable at / in line 1
          """)
  void saysWhereItIsUnsuitableAndQuotesNoValue(String json, String message) {
    assertThatThrownBy(() -> Payloads.read(json.getBytes(UTF_8), Whole.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a " + Whole.class.getName() + ": " + message)
        .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("planted"));
  }

  @Test
  void readsNothingFromNothing() {
    assertThatThrownBy(() -> Payloads.tree(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesTheSameValueAlwaysTheSame() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("b", Map.of("y", 1, "x", 2));
    one.put("a", new Part(1));

    String canonical = Payloads.canonical(one);

    assertThat(canonical).isEqualTo("{\"a\":{\"count\":1},\"b\":{\"x\":2,\"y\":1}}");
  }

  @Test
  void writesNoSecret() {
    assertThatThrownBy(() -> Payloads.write(new Secret("planted")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("planted");
  }
}
