package dev.cmek.local.run.desk;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Checks a callback as its receiver would who read the documentation, with no code of the sender.
///
/// @param secret one of those that it may be signed with
record CallbackSignature(String secret, Instant now) {

  static final String UNSIGNED = "UNSIGNED";
  static final String WRONG_SIGNATURE = "WRONG_SIGNATURE";

  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  /// `VALID`, or why it is not.
  String verdict(String method, String target, Headers headers, byte[] body) {
    String timestamp = header(headers, "X-CMEK-Timestamp");
    String given = header(headers, "X-CMEK-Signature");
    if (timestamp.isEmpty() || given.isEmpty()) {
      return UNSIGNED;
    }
    String text =
        String.join(
            "\n",
            "v1",
            timestamp,
            method,
            target,
            header(headers, "Idempotency-Key"),
            HexFormat.of().formatHex(sha256(body)));
    String right = "v1=" + HexFormat.of().formatHex(hmac(text));
    if (!MessageDigest.isEqual(bytes(given), bytes(right))) {
      return WRONG_SIGNATURE;
    }
    return isNow(timestamp) ? "VALID" : "WRONG_TIME";
  }

  static String header(Headers headers, String name) {
    return Optional.ofNullable(headers.getFirst(name)).orElse("");
  }

  private boolean isNow(String timestamp) {
    try {
      return Duration.between(Instant.parse(timestamp), now).abs().compareTo(TOLERANCE) <= 0;
    } catch (DateTimeException _) {
      return false;
    }
  }

  private byte[] hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }

  private static byte[] sha256(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
