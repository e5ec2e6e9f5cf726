package dev.cmek.shared.door;

import dev.cmek.shared.door.Caller.Bearer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds out who sends a request: by its [Signature], or by a token if that is allowed here.
public final class Authentication {

  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final Pattern SIGNATURE = Pattern.compile("v1=[0-9a-f]{64}");
  private static final Pattern TOKEN =
      Pattern.compile("Bearer +([\\x21-\\x7e]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern UNIX_SECONDS = Pattern.compile("\\d{1,11}");

  /// Who sends it.
  sealed interface Sender {

    /// This caller.
    ///
    /// @param signed false: it sent a token, which others on the way may have seen
    record Known(Caller caller, boolean signed) implements Sender {}

    /// Nobody knows.
    record Unknown(Cause cause) implements Sender {}
  }

  /// Why nobody knows. The caller learns only whether its clock is wrong: by then it has proved to
  /// know the secret.
  enum Cause {
    /// There is neither signature nor token.
    NOTHING_SENT,
    /// A header of the signature is missing or can't be read.
    MALFORMED,
    /// No such caller, or not with this signature over this request.
    NOT_PROVED,
    /// The signature is right, but too old, or from the future.
    OUT_OF_TIME,
    /// Tokens are not allowed here.
    TOKENS_NOT_ALLOWED
  }

  private final Callers callers;
  private final boolean tokensAllowed;
  private final InstantSource clock;

  /// Knows these callers.
  ///
  /// @param tokensAllowed whether a token may stand in for a signature
  public Authentication(Callers callers, boolean tokensAllowed, InstantSource clock) {
    this.callers = callers;
    this.tokensAllowed = tokensAllowed;
    this.clock = clock;
  }

  Sender sender(HttpCall call) {
    Optional<String> signature = call.header(Signature.HEADER);
    if (signature.isPresent()) {
      return signed(call, signature.get());
    }
    Optional<String> authorization = call.header("Authorization");
    return authorization.isPresent()
        ? withToken(call, authorization.get())
        : new Sender.Unknown(Cause.NOTHING_SENT);
  }

  private Sender signed(HttpCall call, String signature) {
    Optional<String> keyId = call.header(Signature.KEY_ID_HEADER);
    Optional<String> timestamp = call.header(Signature.TIMESTAMP_HEADER);
    Optional<Instant> time = timestamp.flatMap(Authentication::time);
    if (keyId.isEmpty() || time.isEmpty() || !SIGNATURE.matcher(signature).matches()) {
      return new Sender.Unknown(Cause.MALFORMED);
    }
    Optional<Caller> caller =
        callers.find(keyId.get(), c -> isRight(signature, c, timestamp.orElseThrow(), call));
    if (caller.isEmpty()) {
      return new Sender.Unknown(Cause.NOT_PROVED);
    }
    return Duration.between(time.get(), clock.instant()).abs().compareTo(WINDOW) > 0
        ? new Sender.Unknown(Cause.OUT_OF_TIME)
        : new Sender.Known(caller.get(), true);
  }

  private static boolean isRight(String given, Caller caller, String timestamp, HttpCall call) {
    String key = call.header(Signature.IDEMPOTENCY_HEADER).orElse("");
    return caller.secrets().stream()
        .anyMatch(secret ->
            call.targets().stream()
                .map(target ->
                    Signature.of(secret, timestamp, call.method(), target, key, call.body()))
                .anyMatch(right -> Signature.matches(given, right)));
  }

  private Sender withToken(HttpCall call, String authorization) {
    if (!tokensAllowed) {
      return new Sender.Unknown(Cause.TOKENS_NOT_ALLOWED);
    }
    Optional<String> keyId = call.header(Signature.KEY_ID_HEADER);
    Matcher token = TOKEN.matcher(authorization);
    if (keyId.isEmpty() || !token.matches()) {
      return new Sender.Unknown(Cause.MALFORMED);
    }
    String hash = Signature.sha256(token.group(1).getBytes(StandardCharsets.UTF_8));
    return callers
        .find(keyId.get(), caller -> isRight(hash, caller, call.sourceAddress()))
        .<Sender>map(caller -> new Sender.Known(caller, false))
        .orElse(new Sender.Unknown(Cause.NOT_PROVED));
  }

  private static boolean isRight(String hash, Caller caller, String address) {
    Bearer bearer = caller.bearer();
    return bearer != null
        && Signature.matches(hash, bearer.sha256().reveal())
        && bearer.addresses().stream().anyMatch(range -> range.contains(address));
  }

  /// RFC 3339 in UTC, or whole seconds since 1970: what a shell's `date +%s` gives.
  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(
          UNIX_SECONDS.matcher(text).matches()
              ? Instant.ofEpochSecond(Long.parseLong(text))
              : Instant.parse(text));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
