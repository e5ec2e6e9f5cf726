package dev.cmek.shared.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.secret.Secret;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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

  @Test
  void writesNoSecret() {
    assertThatThrownBy(() -> Payloads.write(new Secret("planted")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("planted");
  }
}
