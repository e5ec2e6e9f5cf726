package dev.cmek.shared.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "203.0.113.0/24, 203.0.113.255",
    "203.0.113.128/25, 203.0.113.128",
    "203.0.113.7, 203.0.113.7",
    "128.0.0.0/1, 255.255.255.255",
    "2001:db8::/32, 2001:db8:ffff::1",
    "2001:db8::/33, 2001:db8:7fff::",
    "2001:db8::1, 2001:0db8:0:0::1",
    "203.0.113.0/24, ::ffff:203.0.113.9"
  })
  void containsWhatBeginsWithTheSameBits(String range, String address) {
    assertThat(AddressRange.parse(range).contains(address)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.0/24, 203.0.114.0",
    "203.0.113.128/25, 203.0.113.127",
    "203.0.113.7, 203.0.113.6",
    "2001:db8::/32, 2001:db9::1",
    "2001:db8::/33, 2001:db8:8000::",
    "203.0.113.0/24, 2001:db8::1",
    "2001:db8::/32, 203.0.113.1",
    "203.0.113.0/24, ''",
    "203.0.113.0/24, localhost",
    "203.0.113.0/24, '203.0.113.1, 198.51.100.1'"
  })
  void containsNothingElse(String range, String address) {
    assertThat(AddressRange.parse(range).contains(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "tickets.example",
        "203.0.113.0/33",
        "203.0.113.0/-1",
        "203.0.113.0/",
        "203.0.113.0/x",
        "0.0.0.0/0",
        "::/0",
        "203.0.113.1/24",
        "2001:db8::1/64",
        "2001:db8::/129",
        "203.0.113.0/24/24"
      })
  void isNeverReadFromAnythingElse(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
