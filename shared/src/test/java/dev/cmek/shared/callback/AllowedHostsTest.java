package dev.cmek.shared.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.callback.AllowedHosts.Allowed;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AllowedHostsTest {

  private static final AllowedHosts HOSTS =
      AllowedHosts.parse(
          " tickets.example,Jira.Corp.example:8443  allowPrivate,\n[::1]:9443 allowPrivate,, 7 ");

  @ParameterizedTest
  @CsvSource({
    "https://tickets.example/x,       false",
    "https://tickets.example:443/x,   false",
    "https://TICKETS.example/x,       false",
    "https://jira.corp.example:8443/, true",
    "https://[::1]:9443/,             true",
    "https://7/,                      false"
  })
  void findsExactlyWhatIsListed(URI url, boolean anyAddress) {
    assertThat(HOSTS.find(url)).contains(new Allowed(anyAddress));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://tickets.example:8443/",
        "https://tickets.example./",
        "https://a.tickets.example/",
        "https://xtickets.example/",
        "https://tickets.example.evil.example/",
        "https://jira.corp.example/",
        "https://[::1]/",
        "https://allowPrivate/"
      })
  void findsNothingElse(URI url) {
    assertThat(HOSTS.find(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", " , \n"})
  void anEmptyListAllowsNothing(String list) {
    assertThat(AllowedHosts.parse(list).find(URI.create("https://tickets.example/"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "*.example",
        "https://tickets.example",
        "tickets.example/path",
        "tickets.example allowprivate",
        "tickets.example public",
        "tickets.example:https",
        "user@tickets.example",
        "tickets.example jira.example",
        "10.0.0.0/8",
        ".example"
      })
  void refusesWhatIsNoExactHost(String entry) {
    assertThatThrownBy(() -> AllowedHosts.parse("good.example, " + entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + entry + "' is no exact host");
  }
}
