package dev.cmek.gcp.wiring;

import com.google.api.client.http.HttpBackOffIOExceptionHandler;
import com.google.api.client.http.HttpBackOffUnsuccessfulResponseHandler;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpUnsuccessfulResponseHandler;
import com.google.api.client.util.BackOff;
import com.google.api.client.util.ExponentialBackOff;
import com.google.api.client.util.NanoClock;
import com.google.api.client.util.Sleeper;
import com.google.auth.Credentials;
import com.google.auth.http.HttpCredentialsAdapter;
import java.io.IOException;
import java.time.Duration;

/// Sends REST requests as somebody. What was lost, throttled or not served is sent again, for
/// seconds: what has a name or an etag is refused if it comes twice, and twins of messages and
/// executions do no harm.
///
/// The last attempt begins within ten seconds and ends eighteen later: no call outlasts a function,
/// not even one of the door's 29 seconds.
final class GoogleRequests implements HttpRequestInitializer {

  private static final int RETRIES = 3;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
  private static final Duration READ_LIMIT = Duration.ofSeconds(15);

  /// Since the first attempt; the wait of at most two seconds before another comes on top.
  private static final Duration AGAIN_WITHIN = Duration.ofSeconds(8);

  private final HttpCredentialsAdapter credentials;
  private final Sleeper sleeper;
  private final NanoClock clock;

  GoogleRequests(Credentials credentials) {
    this(credentials, Sleeper.DEFAULT, NanoClock.SYSTEM);
  }

  GoogleRequests(Credentials credentials, Sleeper sleeper, NanoClock clock) {
    this.credentials = new HttpCredentialsAdapter(credentials);
    this.sleeper = sleeper;
    this.clock = clock;
  }

  @Override
  public void initialize(HttpRequest request) throws IOException {
    credentials.initialize(request);
    HttpUnsuccessfulResponseHandler again =
        new HttpBackOffUnsuccessfulResponseHandler(backOff())
            .setSleeper(sleeper)
            .setBackOffRequired(GoogleRequests::mayPass);
    request
        .setConnectTimeout(Math.toIntExact(CONNECT_LIMIT.toMillis()))
        .setReadTimeout(Math.toIntExact(READ_LIMIT.toMillis()))
        .setNumberOfRetries(RETRIES)
        .setIOExceptionHandler(new HttpBackOffIOExceptionHandler(backOff()).setSleeper(sleeper))
        .setUnsuccessfulResponseHandler((sent, answer, retries) ->
            credentials.handleResponse(sent, answer, retries)
                || again.handleResponse(sent, answer, retries));
  }

  private BackOff backOff() {
    return new ExponentialBackOff.Builder()
        .setMaxElapsedTimeMillis(Math.toIntExact(AGAIN_WITHIN.toMillis()))
        .setNanoClock(clock)
        .build();
  }

  private static boolean mayPass(HttpResponse answer) {
    return answer.getStatusCode() == 429 || answer.getStatusCode() / 100 == 5;
  }
}
