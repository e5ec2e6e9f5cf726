package dev.cmek.shared.door;

import dev.cmek.shared.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What proves that a request comes from somebody who has a secret, and was not changed on its way:
/// HMAC-SHA256 over its parts. Tickets coming in and answers going out carry the same.
///
/// The signed text is `v1\n<timestamp>\n<METHOD>\n<target>\n<Idempotency-Key or empty>\n<hex
/// SHA-256 of the body>`, without a line break at its end.
public final class Signature {

  /// Which secret it was made with.
  public static final String KEY_ID_HEADER = "X-CMEK-Key-Id";

  /// When it was made: RFC 3339 in UTC, such as `2026-11-22T10:00:00Z`. Tickets may also say
  /// seconds since 1970.
  public static final String TIMESTAMP_HEADER = "X-CMEK-Timestamp";

  /// `v1=<64 hex digits>`.
  public static final String HEADER = "X-CMEK-Signature";

  /// Says which request this is, when it comes again.
  public static final String IDEMPOTENCY_HEADER = "Idempotency-Key";

  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  /// The header's value.
  ///
  /// @param method such as `POST`
  /// @param target path and query as sent, such as `/v1/clusters?pageToken=b2`
  /// @param idempotencyKey empty if there is none
  public static String of(
      Secret secret,
      String timestamp,
      String method,
      String target,
      String idempotencyKey,
      byte[] body) {
    String text = String.join("\n", "v1", timestamp, method, target, idempotencyKey, sha256(body));
    return "v1=" + HexFormat.of().formatHex(hmac(secret, text));
  }

  /// Whether two values are the same, in a time that does not tell how much of them is.
  public static boolean matches(String given, String right) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] hmac(Secret secret, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
