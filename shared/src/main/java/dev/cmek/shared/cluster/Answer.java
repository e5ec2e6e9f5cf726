package dev.cmek.shared.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.secret.Secret;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What came back from the Cloud API, or from a proxy in front of it.
///
/// @param message the vendor's own text, empty if there is none
/// @param body absent if the body is no JSON object: nothing, HTML, cut off
record Answer(int status, HttpHeaders headers, String message, Optional<ObjectNode> body) {

  /// The whole word: `blocked` and `clock` are about something else.
  private static final Pattern LOCK =
      Pattern.compile("\\block(ed|s|ing)?\\b", Pattern.CASE_INSENSITIVE);

  /// @param key is taken out of the message, should the service quote it
  static Answer of(int status, HttpHeaders headers, byte[] bytes, Secret key) {
    Optional<ObjectNode> body = object(bytes);
    String message = body.map(b -> b.path("message").asText("")).orElse("");
    return new Answer(status, headers, message.replace(key.reveal(), key.toString()), body);
  }

  boolean isSuccess() {
    return status / 100 == 2;
  }

  /// The API itself says that there is no such thing; a proxy that knows no such page says it in
  /// HTML.
  boolean isNotFound() {
    return status == 404
        && headers.firstValue("Content-Type").filter(t -> t.startsWith("text/html")).isEmpty();
  }

  /// The service did nothing, because of its rate limit. "Over the limit there is a `Retry-After`
  /// and the message `rate limit exceeded`" (Cloud API docs, Rate limiting); which status comes
  /// with them is not documented.
  boolean isRateLimited() {
    return !isSuccess()
        && (status == 429 || message.toLowerCase(Locale.ROOT).contains("rate limit exceeded"));
  }

  /// The service, or a proxy in front of it, asks to come back later.
  boolean isThrottled() {
    return isRateLimited() || (!isSuccess() && headers.firstValue("Retry-After").isPresent());
  }

  /// Another operation holds the cluster: seen as `couldn't lock cluster` with 400 and as `cluster
  /// lock is held` with 409 (`terraform-provider-cockroach`, log export and egress fixtures).
  boolean speaksOfLock() {
    return LOCK.matcher(message).find();
  }

  /// How long to wait as the service sees it; absent if it does not say or is not understood.
  Optional<Duration> retryAfter(Instant now) {
    return headers.firstValue("Retry-After").map(String::strip).flatMap(v -> retryAfter(v, now));
  }

  /// For an error text: `HTTP 503: cluster lock is held`.
  String cause() {
    return "HTTP " + status + (message.isEmpty() ? " without a message" : ": " + message);
  }

  private static Optional<Duration> retryAfter(String value, Instant now) {
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(at.isBefore(now) ? Duration.ZERO : Duration.between(now, at));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static Optional<ObjectNode> object(byte[] bytes) {
    try {
      JsonNode tree = Payloads.tree(bytes);
      return tree instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
