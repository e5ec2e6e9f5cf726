package dev.cmek.local.run.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A ticket system's door for callbacks, over HTTPS with a private authority: it checks each one's
/// signature and remembers it. A second door, for people and tests, shows what came.
///
/// `POST` of anything to the first: 204, or 401 if the signature is not right; below `/busy/` 503
/// to each callback that comes for the first time. The second takes `GET /callbacks`, a list of
/// [ReceivedCallback] in the order they came, and `POST /secrets`, one more that callbacks may be
/// signed with: each sender has its own.
public final class TicketDesk implements AutoCloseable {

  private static final String BUSY = "/busy/";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final HttpsServer front;
  private final HttpServer back;
  private final List<ReceivedCallback> callbacks = new CopyOnWriteArrayList<>();
  private final List<String> secrets = new CopyOnWriteArrayList<>();

  private TicketDesk(HttpsServer front, HttpServer back) {
    this.front = front;
    this.back = back;
  }

  /// Runs one until it is terminated, and prints a line when it is ready.
  ///
  /// @param arguments its folder, which gets `ticket-desk.pem`; the port for callbacks, and the one
  ///   for people: 0 takes a free one
  public static void main(String[] arguments) throws IOException {
    TicketDesk desk =
        start(
            Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    System.out.println(
        "Ticket desk ready: callbacks=https://127.0.0.1:%d people=http://127.0.0.1:%d"
            .formatted(desk.front.getAddress().getPort(), desk.back.getAddress().getPort()));
  }

  static TicketDesk start(Path home, int port, int peoplesPort) throws IOException {
    DeskCertificate certificate = DeskCertificate.make(home);
    Files.writeString(certificateFile(home), certificate.pem());
    HttpsServer front = HttpsServer.create(address(port), 0);
    front.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    TicketDesk desk = new TicketDesk(front, HttpServer.create(address(peoplesPort), 0));
    desk.open();
    return desk;
  }

  /// The certificate that callers must trust, as PEM.
  public static Path certificateFile(Path home) {
    return home.resolve("ticket-desk.pem");
  }

  private void open() {
    front.createContext("/", this::receive);
    back.createContext("/callbacks", this::show);
    back.createContext("/secrets", this::take);
    front.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    front.start();
    back.start();
  }

  int port() {
    return front.getAddress().getPort();
  }

  int peoplesPort() {
    return back.getAddress().getPort();
  }

  @Override
  public void close() {
    front.stop(0);
    back.stop(0);
  }

  private void receive(HttpExchange call) throws IOException {
    byte[] body = call.getRequestBody().readAllBytes();
    Instant now = Instant.now();
    String target = call.getRequestURI().toString();
    String key = CallbackSignature.header(call.getRequestHeaders(), "Idempotency-Key");
    if (target.startsWith(BUSY)
        && callbacks.stream().noneMatch(c -> c.idempotencyKey().equals(key))) {
      callbacks.add(new ReceivedCallback(now.toString(), "NOT_NOW", target, key, json(body)));
      answer(call, 503, new byte[0]);
      return;
    }
    String verdict = verdict(call, now, target, body);
    callbacks.add(new ReceivedCallback(now.toString(), verdict, target, key, json(body)));
    answer(call, verdict.equals("VALID") ? 204 : 401, new byte[0]);
  }

  /// That of the sender whose signature it is; if it is nobody's, why it is not the last one's.
  private String verdict(HttpExchange call, Instant now, String target, byte[] body) {
    String verdict = CallbackSignature.UNSIGNED;
    for (String secret : secrets) {
      verdict =
          new CallbackSignature(secret, now)
              .verdict(call.getRequestMethod(), target, call.getRequestHeaders(), body);
      if (!verdict.equals(CallbackSignature.WRONG_SIGNATURE)) {
        return verdict;
      }
    }
    return verdict;
  }

  private void show(HttpExchange call) throws IOException {
    call.getResponseHeaders().set("Content-Type", "application/json");
    answer(call, 200, MAPPER.writeValueAsBytes(callbacks));
  }

  private void take(HttpExchange call) throws IOException {
    secrets.add(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    answer(call, 204, new byte[0]);
  }

  private static void answer(HttpExchange call, int status, byte[] body) throws IOException {
    try (call) {
      call.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      call.getResponseBody().write(body);
    }
  }

  private static JsonNode json(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException _) {
      return MAPPER.getNodeFactory().textNode(text);
    }
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
