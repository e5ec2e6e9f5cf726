package dev.cmek.shared.cluster;

import static java.util.Collections.emptyIterator;

import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Carries requests to the Cloud API and back, and judges no answer but those that a repeat may
/// mend: a read is sent up to four times within a few seconds, a write again only when the service
/// says that it did nothing because of its rate limit.
final class CloudApiConnection {

  /// The API version that this client was written against.
  static final String VERSION = "2024-09-16";

  private static final int MAX_BODY_BYTES = 8 << 20;

  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1));

  /// Who is asked to wait longer leaves the waiting to the workflow.
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /// What an HTTP header may carry.
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private final HttpClient http;
  private final CloudApiEndpoint endpoint;
  private final Supplier<Secret> apiKey;
  private final InstantSource clock;
  private final TimeLimits limits;
  private final Pause pause;
  private volatile @Nullable Secret knownKey;

  /// How long the client waits for others.
  ///
  /// @param request from sending to the last byte of the answer
  /// @param repeating no repeat begins later than this after the first attempt; zero: there is none
  record TimeLimits(Duration connect, Duration request, Duration repeating) {}

  /// Lets time pass.
  @FunctionalInterface
  interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  CloudApiConnection(
      CloudApiEndpoint endpoint,
      Supplier<Secret> apiKey,
      InstantSource clock,
      TimeLimits limits,
      Pause pause) {
    this.endpoint = endpoint;
    this.apiKey = apiKey;
    this.clock = clock;
    this.limits = limits;
    this.pause = pause;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(limits.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /// The answer, whatever it says.
  ///
  /// @throws Stop if none came
  Answer send(Call call) {
    Instant end = clock.instant().plus(limits.repeating());
    Iterator<Duration> pauses = limits.repeating().isZero() ? emptyIterator() : PAUSES.iterator();
    while (true) {
      Duration wait;
      try {
        Answer answer = sendWithKey(call);
        Optional<Duration> repeat =
            pauses.hasNext() ? repeatAfter(call, answer, pauses.next()) : Optional.empty();
        if (repeat.isEmpty() || clock.instant().plus(repeat.get()).isAfter(end)) {
          return answer;
        }
        wait = repeat.get();
      } catch (IOException e) {
        if (!call.isRead() || !pauses.hasNext() || clock.instant().isAfter(end)) {
          throw lost(call, e);
        }
        wait = pauses.next();
      }
      rest(call, wait);
    }
  }

  private Optional<Duration> repeatAfter(Call call, Answer answer, Duration own) {
    if (answer.isThrottled()) {
      return call.isRead() || answer.isRateLimited()
          ? answer.retryAfter(clock.instant()).filter(d -> d.compareTo(LONGEST_PAUSE) <= 0)
          : Optional.empty();
    }
    boolean broken = answer.isSuccess() && answer.body().isEmpty();
    return call.isRead() && (answer.status() >= 500 || broken)
        ? Optional.of(own)
        : Optional.empty();
  }

  /// A key is read once; after a 401 it may have been replaced.
  private Answer sendWithKey(Call call) throws IOException {
    Secret known = knownKey;
    Secret used = known == null ? readKey() : known;
    Answer answer = exchange(call, used);
    if (answer.status() != 401) {
      return answer;
    }
    Secret current = readKey();
    return current.equals(used) ? answer : exchange(call, current);
  }

  private Secret readKey() {
    Secret key = new Secret(apiKey.get().reveal().strip());
    if (!TOKEN.matcher(key.reveal()).matches()) {
      throw Stop.refused(
          Reason.CREDENTIAL_REFUSED,
          "the secret of the Cloud API holds characters that no API key has",
          "Put the API key alone into the secret, such as CCDB1_…");
    }
    knownKey = key;
    return key;
  }

  private Answer exchange(Call call, Secret key) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> pending =
        http.sendAsync(
            request(call, key), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
    try {
      // The request's own time-out would end with the headers: a body may drip for ever.
      HttpResponse<byte[]> response =
          pending.get(limits.request().toMillis(), TimeUnit.MILLISECONDS);
      return Answer.of(response.statusCode(), response.headers(), response.body(), key);
    } catch (TimeoutException _) {
      pending.cancel(true);
      throw new HttpTimeoutException("no whole answer within " + limits.request());
    } catch (ExecutionException e) {
      throw new IOException(why(e.getCause()));
    } catch (InterruptedException _) {
      pending.cancel(true);
      throw interrupted(call);
    }
  }

  private HttpRequest request(Call call, Secret key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve(call.path()))
            .header("Authorization", "Bearer " + key.reveal())
            .header("Cc-Version", VERSION)
            .header("Accept", "application/json")
            .header("User-Agent", "cmek-functions");
    return call.body()
        .map(body ->
            request
                .header("Content-Type", "application/json")
                .method(call.method(), BodyPublishers.ofByteArray(body)))
        .orElseGet(() -> request.method(call.method(), BodyPublishers.noBody()))
        .build();
  }

  private void rest(Call call, Duration wait) {
    try {
      // A little longer each time, so that many runs at once do not come back together.
      pause.of(wait.plusMillis(ThreadLocalRandom.current().nextLong(wait.toMillis() / 2 + 1)));
    } catch (InterruptedException _) {
      throw interrupted(call);
    }
  }

  private String why(@Nullable Throwable cause) {
    if (cause instanceof HttpConnectTimeoutException) {
      return "no connection within " + limits.connect();
    }
    if (cause == null) {
      return "unknown";
    }
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
  }

  private Stop lost(Call call, IOException e) {
    return Stop.notYet(
        Reason.SERVICE_UNAVAILABLE,
        call.doing()
            + " at "
            + endpoint
            + ": no answer ("
            + e.getMessage()
            + ")"
            + (call.isRead() ? "" : "; the request may have arrived all the same"));
  }

  private static Stop interrupted(Call call) {
    Thread.currentThread().interrupt();
    return Stop.notYet(Reason.SERVICE_UNAVAILABLE, call.doing() + ": interrupted");
  }
}
