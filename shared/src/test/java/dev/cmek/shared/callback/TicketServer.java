package dev.cmek.shared.callback;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/// A ticket system on this machine: one connection after the other, each answered as asked for.
final class TicketServer implements AutoCloseable {

  private final SSLServerSocket listening;
  private final Answer answer;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Received> received = new CopyOnWriteArrayList<>();

  /// A request as it came.
  ///
  /// @param line such as `POST /hook?token=t HTTP/1.1`
  /// @param headers by name in lower case
  record Received(String line, Map<String, String> headers, String body) {}

  /// Writes the bytes of an answer.
  @FunctionalInterface
  interface Answer {

    void to(OutputStream out, TicketServer server) throws IOException;

    static Answer of(String text) {
      return (out, _) -> out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private TicketServer(SSLServerSocket listening, Answer answer) {
    this.listening = listening;
    this.answer = answer;
  }

  static TicketServer start(SSLContext tls, Answer answer) {
    try {
      SSLServerSocket listening =
          (SSLServerSocket)
              tls.getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
      TicketServer server = new TicketServer(listening, answer);
      Thread _ = Thread.startVirtualThread(server::serve);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listening.getLocalPort();
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  /// Waits for a moment.
  ///
  /// @return false: this server is closed meanwhile
  boolean isOpenAfter(int millis) {
    try {
      return !closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      return false;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() {
    while (closed.getCount() > 0) {
      try (Socket socket = listening.accept()) {
        received.add(read(new BufferedInputStream(socket.getInputStream())));
        OutputStream out = socket.getOutputStream();
        answer.to(out, this);
        out.flush();
      } catch (IOException _) {
        // the client went away, or did not like the certificate: what it makes of it is its test
      }
    }
  }

  private static Received read(InputStream in) throws IOException {
    String line = line(in);
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(": ");
      headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 2));
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Received(
        line, Map.copyOf(headers), new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next == -1) {
        throw new IOException("the client hung up");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }
}
