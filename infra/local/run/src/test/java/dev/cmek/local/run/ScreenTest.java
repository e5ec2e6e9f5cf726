package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.local.run.Screen.Paint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));

  @Test
  void plainOutputIsTextAlone() {
    try (Screen screen = screen(false)) {
      screen.heading("Starting");
      screen.waiting("the queue");
      screen.event(screen.paint(Paint.GREEN, "✓") + " ", screen.paint(Paint.DIM, "ready"));
      now.set(now.get().plusSeconds(83));
      screen.event("", "later");
    }

    assertThat(text()).isEqualTo("\nStarting\n   0:00  ✓ ready\n   1:23  later\n");
  }

  @Test
  void aTerminalShowsWhatIsBeingWaitedForAndTakesItBack() {
    try (Screen screen = screen(true)) {
      screen.waiting("the queue");
      screen.line(screen.paint(Paint.RED, "done"));
    }

    assertThat(text())
        .contains("the queue", "\r\u001b[K\u001b[31mdone\u001b[0m\n")
        .endsWith("\r\u001b[K");
  }

  @Test
  void aLongTextGoesOnBelowWhereItBegan() {
    try (Screen screen = screen(false)) {
      screen.event("payments-prod  ", "word ".repeat(30).strip());
    }

    List<String> lines = text().lines().toList();
    assertThat(lines).hasSize(2).allMatch(line -> line.length() <= Screen.WIDTH);
    assertThat(lines.get(1)).startsWith(" ".repeat("   0:00  payments-prod  ".length()) + "word");
  }

  @Test
  void aWordLongerThanALineIsBroken() {
    assertThat(Screen.wrap("arn:aws:kms", 4)).containsExactly("arn:", "aws:", "kms");
  }

  @ParameterizedTest
  @CsvSource({"0, 0.0 s", "49, 0.0 s", "50, 0.1 s", "1249, 1.2 s", "61000, 61.0 s"})
  void tellsDurationsInTenthsOfASecond(long millis, String expected) {
    assertThat(Screen.seconds(Duration.ofMillis(millis))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"xterm, '', false", "xterm, 1, true", "dumb, '', true", "vt100, yes, true"})
  void noColorAndDumbTerminalsAreHonoured(String term, String noColor, boolean plain) {
    assertThat(Screen.isPlainWanted(Map.of("TERM", term, "NO_COLOR", noColor))).isEqualTo(plain);
  }

  @Test
  void withoutATerminalTypeItIsPlain() {
    assertThat(Screen.isPlainWanted(Map.of())).isTrue();
  }

  private Screen screen(boolean live) {
    return new Screen(new PrintStream(printed, true, StandardCharsets.UTF_8), live, now::get);
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
