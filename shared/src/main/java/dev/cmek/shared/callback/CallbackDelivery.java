package dev.cmek.shared.callback;

import dev.cmek.shared.callback.AllowedHosts.Allowed;
import dev.cmek.shared.door.Signature;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Delivers a callback once, if its URL may be reached: https, a host of the list, addresses on the
/// public internet unless the list says otherwise for just that host. It is signed as requests to
/// the door are.
public final class CallbackDelivery {

  /// Which secret callbacks are signed with, by [Signature#KEY_ID_HEADER].
  public static final String KEY_ID = "cmek-callback";

  /// Statuses below 500 that ask to come again (RFC 9110 and 6585, 8470: Request Timeout, Too
  /// Early, Too Many Requests).
  private static final Set<Integer> COME_AGAIN = Set.of(408, 425, 429);

  /// What became of it. Reasons name the host, nothing else of the URL.
  public sealed interface Result {

    /// The ticket system has it.
    record Delivered() implements Result {}

    /// Another time may be better.
    record Later(String reason) implements Result {}

    /// Another time is as bad.
    record Refused(String reason) implements Result {}
  }

  private final AllowedHosts hosts;
  private final HostAddresses addresses;
  private final HttpsPost post;
  private final Supplier<Secret> secret;
  private final InstantSource clock;

  /// Delivers with these rules.
  ///
  /// @param secret read at each delivery
  public CallbackDelivery(
      AllowedHosts hosts,
      HostAddresses addresses,
      HttpsPost post,
      Supplier<Secret> secret,
      InstantSource clock) {
    this.hosts = hosts;
    this.addresses = addresses;
    this.post = post;
    this.secret = secret;
    this.clock = clock;
  }

  public Result deliver(Callback callback) {
    URI url = URI.create(callback.url().toASCIIString());
    if (!"https".equals(url.getScheme()) || url.getHost() == null || url.getUserInfo() != null) {
      return new Result.Refused("the callback URL is not https with a host and nothing before it");
    }
    Optional<Allowed> allowed = hosts.find(url);
    if (allowed.isEmpty()) {
      return new Result.Refused(callback.host() + " is not among the allowed callback hosts");
    }
    List<InetAddress> found;
    try {
      found = addresses.find(TlsPost.bare(url.getHost()));
    } catch (UnknownHostException _) {
      return new Result.Later(callback.host() + " has no address in the DNS");
    }
    if (!allowed.get().anyAddress() && !found.stream().allMatch(PublicAddress::is)) {
      return new Result.Refused(
          callback.host()
              + " has an address that is not public, and is allowed without allowPrivate");
    }
    return send(callback, found.getFirst(), url);
  }

  private Result send(Callback callback, InetAddress address, URI url) {
    byte[] body = Payloads.write(callback.answer());
    try {
      int status = post.send(address, url, headers(callback.id(), url, body), body);
      return judge(callback.host() + " answered HTTP " + status, status);
    } catch (HttpTimeoutException _) {
      return new Result.Later(callback.host() + " did not answer in time");
    } catch (ProtocolException _) {
      return new Result.Refused(callback.host() + " answered something that is no HTTP");
    } catch (IOException e) {
      // Whatever such an exception says of the connection, only its kind is sure to hold no URL.
      return isAboutTheCertificate(e)
          ? new Result.Refused(
              callback.host() + " shows a certificate that is not trusted or not for that host")
          : new Result.Later(
              callback.host() + " cannot be reached: " + e.getClass().getSimpleName());
    }
  }

  private Map<String, String> headers(String id, URI url, byte[] body) {
    String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    return Map.of(
        "Content-Type",
        "application/json",
        Signature.KEY_ID_HEADER,
        KEY_ID,
        Signature.TIMESTAMP_HEADER,
        time,
        Signature.IDEMPOTENCY_HEADER,
        id,
        Signature.HEADER,
        Signature.of(secret.get(), time, "POST", TlsPost.target(url), id, body));
  }

  private static Result judge(String answered, int status) {
    if (status / 100 == 2) {
      return new Result.Delivered();
    }
    if (status >= 500 || COME_AGAIN.contains(status)) {
      return new Result.Later(answered);
    }
    return new Result.Refused(
        status / 100 == 3 ? answered + ", and redirects are not followed" : answered);
  }

  private static boolean isAboutTheCertificate(@Nullable Throwable e) {
    return e != null && (e instanceof CertificateException || isAboutTheCertificate(e.getCause()));
  }
}
