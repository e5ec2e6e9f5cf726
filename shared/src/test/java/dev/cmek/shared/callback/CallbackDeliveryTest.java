package dev.cmek.shared.callback;

import static dev.cmek.shared.step.RunExample.STARTED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cmek.shared.callback.CallbackDelivery.Result;
import dev.cmek.shared.callback.CallbackDelivery.Result.Delivered;
import dev.cmek.shared.callback.CallbackDelivery.Result.Later;
import dev.cmek.shared.callback.CallbackDelivery.Result.Refused;
import dev.cmek.shared.callback.TicketServer.Answer;
import dev.cmek.shared.callback.TicketServer.Received;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.evidence.RunEndExample;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.step.RunExample;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a server on this machine that speaks TLS, as a ticket system does.
final class CallbackDeliveryTest {

  private static final Secret SECRET = new Secret("a-secret-of-at-least-32-characters");
  private static final String OK = "HTTP/1.1 204 No Content\r\n\r\n";

  /// Longer than any good exchange on this machine takes.
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final Duration SHORT = Duration.ofMillis(400);

  private static Certificates trusted;
  private static Certificates unknown;
  private static Certificates ofAnother;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws IOException {
    trusted = Certificates.of(Files.createDirectory(folder.resolve("1")), "dns:localhost");
    unknown = Certificates.of(Files.createDirectory(folder.resolve("2")), "dns:localhost");
    ofAnother = Certificates.of(Files.createDirectory(folder.resolve("3")), "dns:other.example");
  }

  @Test
  void deliversWhatWasSaidAndSignsIt() throws IOException {
    Callback callback = callback("https://localhost:%d/hooks/7?token=planted&x=%%20");

    Exchange exchange = exchange(callback, Answer.of(OK));

    assertThat(exchange.result()).isEqualTo(new Delivered());
    Received received = exchange.received().getFirst();
    assertThat(received.line()).isEqualTo("POST /hooks/7?token=planted&x=%20 HTTP/1.1");
    assertThat(received.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("host", "localhost:" + exchange.port())
        .containsEntry("idempotency-key", RunExample.run().id() + "-1")
        .containsEntry("x-cmek-key-id", "cmek-callback")
        .containsEntry("x-cmek-timestamp", STARTED.toString());
    assertThat(received.body()).isEqualTo(Payloads.writeString(callback.answer()));
    assertThat(signedInPython("/hooks/7?token=planted&x=%20", received))
        .isEqualTo(received.headers().get("x-cmek-signature"));
  }

  /// Another implementation of the signature than ours.
  private static String signedInPython(String target, Received received) throws IOException {
    String script =
        """
        import hashlib, hmac, sys
        secret, timestamp, target, key = sys.argv[1:]
        digest = hashlib.sha256(sys.stdin.buffer.read()).hexdigest()
        text = f"v1\\n{timestamp}\\nPOST\\n{target}\\n{key}\\n{digest}"
        print("v1=" + hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest())
        """;
    Process python =
        new ProcessBuilder(
                "python3",
                "-c",
                script,
                SECRET.reveal(),
                received.headers().getOrDefault("x-cmek-timestamp", ""),
                target,
                received.headers().getOrDefault("idempotency-key", ""))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream in = python.getOutputStream()) {
      in.write(received.body().getBytes(UTF_8));
    }
    return new String(python.getInputStream().readAllBytes(), UTF_8).strip();
  }

  @Test
  void signsThePathOfABareHost() throws IOException {
    Exchange exchange = exchange(callback("https://localhost:%d"), Answer.of(OK));

    Received received = exchange.received().getFirst();
    assertThat(received.line()).isEqualTo("POST / HTTP/1.1");
    assertThat(signedInPython("/", received)).isEqualTo(received.headers().get("x-cmek-signature"));
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        arguments(200, new Delivered()),
        arguments(201, new Delivered()),
        arguments(299, new Delivered()),
        arguments(408, new Later("answered HTTP 408")),
        arguments(425, new Later("answered HTTP 425")),
        arguments(429, new Later("answered HTTP 429")),
        arguments(500, new Later("answered HTTP 500")),
        arguments(503, new Later("answered HTTP 503")),
        arguments(599, new Later("answered HTTP 599")),
        arguments(301, new Refused("answered HTTP 301, and redirects are not followed")),
        arguments(307, new Refused("answered HTTP 307, and redirects are not followed")),
        arguments(400, new Refused("answered HTTP 400")),
        arguments(401, new Refused("answered HTTP 401")),
        arguments(404, new Refused("answered HTTP 404")),
        arguments(410, new Refused("answered HTTP 410")));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void judgesByTheStatus(int status, Result expected) throws IOException {
    try (TicketServer elsewhere = TicketServer.start(trusted.server(), Answer.of(OK))) {
      String answer =
          "HTTP/1.1 %d Whatever\r\nLocation: https://localhost:%d/\r\nContent-Length: 2\r\n\r\nhi"
              .formatted(status, elsewhere.port());

      Exchange exchange = exchange(callback("https://localhost:%d/"), Answer.of(answer));

      assertThat(exchange.withoutHost()).isEqualTo(expected);
      assertThat(exchange.received()).hasSize(1);
      assertThat(elsewhere.received()).isEmpty();
    }
  }

  @Test
  void passesOverInformationalAnswers() throws IOException {
    Exchange exchange =
        exchange(
            callback("https://localhost:%d/"),
            Answer.of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: <x>\r\n\r\n" + OK));

    assertThat(exchange.result()).isEqualTo(new Delivered());
  }

  static Stream<Arguments> deafAndDumb() {
    return Stream.of(
        arguments(
            "says nothing",
            (Answer) (_, server) -> assertThat(server.isOpenAfter(60_000)).isFalse()),
        arguments(
            "drips its head",
            (Answer)
                (out, server) -> {
                  out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(UTF_8));
                  drip(out, server);
                }),
        arguments(
            "drips informational answers",
            (Answer)
                (out, server) -> {
                  while (server.isOpenAfter(10)) {
                    out.write("HTTP/1.1 102 Processing\r\n\r\n".getBytes(UTF_8));
                    out.flush();
                  }
                }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deafAndDumb")
  void givesUpOnAServerThatTakesTooLong(String how, Answer slow) throws IOException {
    Exchange exchange = exchange(callback("https://localhost:%d/"), SHORT, slow);

    assertThat(exchange.withoutHost()).as(how).isEqualTo(new Later("did not answer in time"));
  }

  @Test
  void waitsForNoBody() throws IOException {
    Exchange exchange =
        exchange(
            callback("https://localhost:%d/"),
            (out, server) -> {
              out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(UTF_8));
              drip(out, server);
            });

    assertThat(exchange.result()).isEqualTo(new Delivered());
  }

  private static void drip(OutputStream out, TicketServer server) throws IOException {
    while (server.isOpenAfter(10)) {
      out.write('x');
      out.flush();
    }
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments("", new Later("cannot be reached: EOFException")),
        arguments("HTTP/1.1 200 OK\r\n", new Later("cannot be reached: EOFException")),
        arguments("SSH-2.0-OpenSSH_9.6\r\n\r\n", new Refused("answered something that is no HTTP")),
        arguments("HTTP/1.1 000 OK\r\n\r\n", new Refused("answered something that is no HTTP")),
        arguments("HTTP/1.1 2000\r\n\r\n", new Refused("answered something that is no HTTP")),
        arguments("\r\n\r\n", new Refused("answered something that is no HTTP")),
        arguments(
            "HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
            new Refused("answered something that is no HTTP")));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void takesNothingForAnAnswerThatIsNone(String answer, Result expected) throws IOException {
    Exchange exchange = exchange(callback("https://localhost:%d/"), Answer.of(answer));

    assertThat(exchange.withoutHost()).isEqualTo(expected);
  }

  @Test
  void refusesACertificateOfAnUnknownAuthority() throws IOException {
    assertThat(shown(unknown))
        .isEqualTo(new Refused("shows a certificate that is not trusted or not for that host"));
  }

  @Test
  void refusesACertificateOfAnotherHost() throws IOException {
    assertThat(shown(ofAnother))
        .isEqualTo(new Refused("shows a certificate that is not trusted or not for that host"));
  }

  private static Result shown(Certificates certificate) throws IOException {
    try (TicketServer server = TicketServer.start(certificate.server(), Answer.of(OK))) {
      Result result =
          delivery(server.port(), LIMIT).deliver(callback("https://localhost:%d/", server.port()));
      assertThat(server.received()).isEmpty();
      return withoutHost(result, server.port());
    }
  }

  @Test
  void comesAgainIfNobodyListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }

    Result result = delivery(port, LIMIT).deliver(callback("https://localhost:%d/", port));

    assertThat(withoutHost(result, port))
        .isEqualTo(new Later("cannot be reached: ConnectException"));
  }

  @Test
  void comesAgainIfTheOtherSideSpeaksNoTls() throws IOException {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = deaf.getLocalPort();

      Result result = delivery(port, SHORT).deliver(callback("https://localhost:%d/", port));

      assertThat(withoutHost(result, port)).isEqualTo(new Later("did not answer in time"));
    }
  }

  @Test
  void reachesNoPrivateAddressOfAHostThatIsListedWithoutIt() throws IOException {
    try (TicketServer server = TicketServer.start(trusted.server(), Answer.of(OK))) {
      CallbackDelivery delivery =
          new CallbackDelivery(
              AllowedHosts.parse("localhost:" + server.port()),
              HostAddresses.system(),
              post(LIMIT),
              () -> SECRET,
              new ManualClock(STARTED));

      Result result = delivery.deliver(callback("https://localhost:%d/", server.port()));

      assertThat(withoutHost(result, server.port()))
          .isEqualTo(
              new Refused(
                  "has an address that is not public, and is allowed without allowPrivate"));
      assertThat(server.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 8.8.8.8", "8.8.8.8, 169.254.169.254", "8.8.8.8, ::ffff:10.0.0.1"})
  void onePrivateAddressIsEnoughToRefuse(String first, String second) {
    Result result =
        deliver(
            "https://tickets.example/",
            _ -> List.of(InetAddress.ofLiteral(first), InetAddress.ofLiteral(second)));

    assertThat(result).isInstanceOf(Refused.class);
  }

  @Test
  void connectsToTheAddressThatWasChecked() {
    InetAddress checked = InetAddress.ofLiteral("8.8.8.8");
    CallbackDelivery delivery =
        new CallbackDelivery(
            AllowedHosts.parse("tickets.example"),
            _ -> List.of(checked),
            (address, _, _, _) -> address.equals(checked) ? 200 : 404,
            () -> SECRET,
            new ManualClock(STARTED));

    assertThat(delivery.deliver(callback("https://tickets.example/", 0)))
        .isEqualTo(new Delivered());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://tickets.example/?x=planted",
        "HTTP://tickets.example/?x=planted",
        "ftp://tickets.example/?x=planted",
        "https:tickets.example?x=planted",
        "https:///hooks?x=planted",
        "https://planted@tickets.example/",
        "https://tickets.example@evil.example/?x=planted",
        "https://tickets_example/?x=planted",
        "/hooks?x=planted",
        "https://evil.example/?x=planted",
        "https://tickets.example:8443/?x=planted",
        "https://tickets.example.evil.example/?x=planted"
      })
  void reachesNothingButTheListedHostsByHttps(String url) {
    Result result =
        deliver(
            url,
            _ -> {
              throw new AssertionError("nobody needs to know its address");
            });

    assertThat(result).isInstanceOf(Refused.class);
    assertThat(result.toString()).doesNotContain("planted");
  }

  @Test
  void comesAgainIfTheHostHasNoAddress() {
    Result result =
        deliver(
            "https://tickets.example/",
            host -> {
              throw new UnknownHostException(host);
            });

    assertThat(result).isEqualTo(new Later("tickets.example has no address in the DNS"));
  }

  private static Result deliver(String url, HostAddresses addresses) {
    return new CallbackDelivery(
            AllowedHosts.parse("tickets.example"),
            addresses,
            (_, _, _, _) -> {
              throw new AssertionError("nothing is sent");
            },
            () -> SECRET,
            new ManualClock(STARTED))
        .deliver(callback(url, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\\n", " "})
  void readsCertificatesHoweverTheirLinesWereBroken(String lineBreak) {
    String pem = trusted.pem().replace("\r", "").replace("\n", lineBreak);

    assertThat(TrustedCertificates.context(pem + pem).getProtocol()).isEqualTo("TLS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "certificate.pem",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n=\n-----END CERTIFICATE-----"
      })
  void refusesWhatIsNoCertificate(String pem) {
    assertThatThrownBy(() -> TrustedCertificates.context(pem))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// What became of a delivery, and what the server got.
  private record Exchange(Result result, List<Received> received, int port) {

    private Result withoutHost() {
      return CallbackDeliveryTest.withoutHost(result, port);
    }
  }

  private static Exchange exchange(Callback callback, Answer answer) throws IOException {
    return exchange(callback, LIMIT, answer);
  }

  private static Exchange exchange(Callback callback, Duration limit, Answer answer)
      throws IOException {
    try (TicketServer server = TicketServer.start(trusted.server(), answer)) {
      int port = server.port();
      URI url = URI.create(callback.url().toString().replace("localhost:1", "localhost:" + port));
      Result result =
          delivery(port, limit).deliver(new Callback(callback.id(), url, callback.answer()));
      assertThat(result.toString()).doesNotContain("planted", "hooks");
      return new Exchange(result, server.received(), port);
    }
  }

  /// Every reason names the host first.
  private static Result withoutHost(Result result, int port) {
    String host = "localhost:" + port + " ";
    return switch (result) {
      case Delivered delivered -> delivered;
      case Later(String reason) -> new Later(reason.replaceFirst("^" + host, ""));
      case Refused(String reason) -> new Refused(reason.replaceFirst("^" + host, ""));
    };
  }

  private static CallbackDelivery delivery(int port, Duration limit) {
    return new CallbackDelivery(
        AllowedHosts.parse("localhost:" + port + " allowPrivate"),
        HostAddresses.system(),
        post(limit),
        () -> SECRET,
        new ManualClock(STARTED));
  }

  private static HttpsPost post(Duration limit) {
    return new TlsPost(TrustedCertificates.context(trusted.pem() + ofAnother.pem()), limit);
  }

  private static Callback callback(String url) {
    return callback(url, 1);
  }

  private static Callback callback(String url, int port) {
    Callback example =
        Callback.of(RunEndExample.enabled(RunExample.run()), RunExample.run().id() + "-1", "text")
            .orElseThrow();
    return new Callback(example.id(), URI.create(url.formatted(port)), example.answer());
  }
}
