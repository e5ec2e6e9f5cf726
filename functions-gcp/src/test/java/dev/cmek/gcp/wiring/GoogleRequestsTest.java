package dev.cmek.gcp.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import com.google.api.client.testing.http.MockHttpTransport;
import com.google.api.client.testing.http.MockLowLevelHttpRequest;
import com.google.api.client.testing.http.MockLowLevelHttpResponse;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How often Google Cloud is asked, and for how long.
class GoogleRequestsTest {

  private static final int LOST = 0;

  private final Deque<Integer> answers = new ArrayDeque<>();
  private final Deque<Duration> durations = new ArrayDeque<>();
  private Duration time = Duration.ZERO;
  private int attempts;

  @Test
  void whatMayPassIsSentAgain() throws IOException {
    answers.addAll(List.of(503, LOST, 429, 200));

    int status = send();

    assertThat(status).isEqualTo(200);
    assertThat(attempts).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 409, 412})
  void whatWillNotPassIsSentOnce(int refusal) {
    answers.addAll(List.of(refusal, 200));

    assertThatThrownBy(this::send)
        .isInstanceOfSatisfying(
            HttpResponseException.class, e -> assertThat(e.getStatusCode()).isEqualTo(refusal));
    assertThat(attempts).isEqualTo(1);
  }

  @Test
  void fourAttemptsAreEnough() {
    answers.addAll(List.of(503, 503, 503, 503, 200));

    assertThatThrownBy(this::send).isInstanceOf(HttpResponseException.class);
    assertThat(attempts).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {LOST, 503})
  void noCallLastsLongerThanTheShortestTimeOutOfAFunction(int answer) {
    answers.addAll(List.of(answer, answer, answer, answer));
    durations.addAll(List.of(Duration.ofMillis(7_900), Duration.ofSeconds(18)));

    assertThatThrownBy(this::send).isInstanceOf(IOException.class);

    assertThat(attempts).isEqualTo(2);
    assertThat(time).isLessThan(Duration.ofSeconds(29));
  }

  private int send() throws IOException {
    GoogleRequests requests =
        new GoogleRequests(
            GoogleCredentials.create(
                new AccessToken("t", Date.from(Instant.now().plus(Duration.ofHours(1))))),
            millis -> time = time.plusMillis(millis),
            () -> time.toNanos());
    return new Answering()
        .createRequestFactory(requests)
        .buildGetRequest(new GenericUrl("https://cloudkms.googleapis.com/v1/x"))
        .execute()
        .getStatusCode();
  }

  private final class Answering extends MockHttpTransport {

    @Override
    public LowLevelHttpRequest buildRequest(String method, String url) {
      return new MockLowLevelHttpRequest() {
        @Override
        public LowLevelHttpResponse execute() throws IOException {
          attempts++;
          time = time.plus(durations.isEmpty() ? Duration.ofMillis(20) : durations.remove());
          int status = answers.remove();
          if (status == LOST) {
            throw new SocketTimeoutException("Read timed out");
          }
          return new MockLowLevelHttpResponse().setStatusCode(status);
        }
      };
    }
  }
}
