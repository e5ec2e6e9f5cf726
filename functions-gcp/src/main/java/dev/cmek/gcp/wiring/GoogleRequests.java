package dev.cmek.gcp.wiring;

import com.google.api.client.http.HttpBackOffIOExceptionHandler;
import com.google.api.client.http.HttpBackOffUnsuccessfulResponseHandler;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpUnsuccessfulResponseHandler;
import com.google.api.client.util.ExponentialBackOff;
import com.google.auth.Credentials;
import com.google.auth.http.HttpCredentialsAdapter;
import java.io.IOException;
import java.time.Duration;

/// Sends REST requests as somebody. What was lost, throttled or not served is sent again, for
/// seconds: whatever is created through these clients has a name, so a twin is refused.
final class GoogleRequests implements HttpRequestInitializer {

  private static final int RETRIES = 3;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration READ_LIMIT = Duration.ofSeconds(20);

  private final HttpCredentialsAdapter credentials;

  GoogleRequests(Credentials credentials) {
    this.credentials = new HttpCredentialsAdapter(credentials);
  }

  @Override
  public void initialize(HttpRequest request) throws IOException {
    credentials.initialize(request);
    HttpUnsuccessfulResponseHandler again =
        new HttpBackOffUnsuccessfulResponseHandler(new ExponentialBackOff())
            .setBackOffRequired(GoogleRequests::mayPass);
    request
        .setConnectTimeout(Math.toIntExact(CONNECT_LIMIT.toMillis()))
        .setReadTimeout(Math.toIntExact(READ_LIMIT.toMillis()))
        .setNumberOfRetries(RETRIES)
        .setIOExceptionHandler(new HttpBackOffIOExceptionHandler(new ExponentialBackOff()))
        .setUnsuccessfulResponseHandler((sent, answer, retries) ->
            credentials.handleResponse(sent, answer, retries)
                || again.handleResponse(sent, answer, retries));
  }

  private static boolean mayPass(HttpResponse answer) {
    return answer.getStatusCode() == 429 || answer.getStatusCode() / 100 == 5;
  }
}
