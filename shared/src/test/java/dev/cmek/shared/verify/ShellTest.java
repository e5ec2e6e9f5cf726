package dev.cmek.shared.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "arn:aws:iam::1:role/x, arn:aws:iam::1:role/x",
        "a b, 'a b'",
        "it's, 'it'\\''s'",
        "$HOME, '$HOME'",
        "\"\", ''",
        "*, '*'",
      })
  void quotesWhatTheShellWouldTakeForItsOwn(String argument, String quoted) {
    assertThat(Shell.quote(argument)).isEqualTo(quoted);
  }
}
