package dev.cmek.shared.callback;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// One POST as HTTP/1.1 on a connection of its own, straight to an address.
///
/// Java's own HTTP client looks the host up itself, after any check: a name that answers with a
/// public address first and a private one a moment later would lead it astray. Nothing of the
/// answer counts but its status, so nothing behind its head is read: neither a redirect nor a body,
/// however long or slow.
public final class TlsPost implements HttpsPost {

  private static final int HTTPS = 443;
  private static final int LONGEST_HEAD_BYTES = 16 << 10;
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern STATUS_LINE =
      Pattern.compile(
          "HTTP/1\\.[01] (?<status>[1-5][0-9]{2})( [^\\r\\n]*)?\\r\\n.*", Pattern.DOTALL);

  private final SSLContext tls;
  private final Duration limit;

  /// Posts to servers that this context trusts.
  ///
  /// @param limit from connecting to the end of the answer's head
  public TlsPost(SSLContext tls, Duration limit) {
    this.tls = tls;
    this.limit = limit;
  }

  @Override
  public int send(InetAddress address, URI url, Map<String, String> headers, byte[] body)
      throws IOException {
    try (Socket socket = new Socket()) {
      // A limit for each read alone would let an answer drip for ever: closing ends them all.
      Executor atTheLimit =
          CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS);
      AtomicBoolean late = new AtomicBoolean();
      CompletableFuture<Void> end =
          CompletableFuture.runAsync(
              () -> {
                late.set(true);
                close(socket);
              },
              atTheLimit);
      try {
        return exchange(socket, address, url, headers, body);
      } catch (IOException e) {
        if (late.get()) {
          throw new HttpTimeoutException("no answer within " + limit);
        }
        throw e;
      } finally {
        boolean _ = end.cancel(false);
      }
    }
  }

  private int exchange(
      Socket socket, InetAddress address, URI url, Map<String, String> headers, byte[] body)
      throws IOException {
    int port = url.getPort() == -1 ? HTTPS : url.getPort();
    socket.connect(new InetSocketAddress(address, port));
    SSLSocket secured =
        (SSLSocket) tls.getSocketFactory().createSocket(socket, bare(url.getHost()), port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    OutputStream out = secured.getOutputStream();
    out.write(head(url, headers, body.length));
    out.write(body);
    out.flush();
    return status(new BufferedInputStream(secured.getInputStream()));
  }

  private static byte[] head(URI url, Map<String, String> headers, int bodyBytes) {
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(target(url)).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(url.getRawAuthority()).append("\r\n");
    head.append("User-Agent: cmek-functions\r\n");
    head.append("Content-Length: ").append(bodyBytes).append("\r\n");
    head.append("Connection: close\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /// Path and query as they are sent, such as `/hooks/7?a=b`.
  static String target(URI url) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  /// An IPv6 address stands in brackets in a URL, and nowhere else.
  static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /// The first final status: informational ones (1xx) may come before it.
  private static int status(InputStream in) throws IOException {
    int status;
    do {
      Matcher line = STATUS_LINE.matcher(head(in));
      if (!line.matches()) {
        throw new ProtocolException("no HTTP/1.1 answer");
      }
      status = Integer.parseInt(line.group("status"));
    } while (status < 200);
    return status;
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < END_OF_HEAD.length) {
      int next = in.read();
      if (next == -1) {
        throw new EOFException("the connection ended in the head of the answer");
      }
      if (head.size() == LONGEST_HEAD_BYTES) {
        throw new ProtocolException("the head of the answer is too long");
      }
      head.write(next);
      matched = next == END_OF_HEAD[matched] ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // it is of no use any more, in whatever state it is
    }
  }
}
