package dev.cmek.local.gcp.rest;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.rest.Api.Reply;
import dev.cmek.local.gcp.rest.Api.Request;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/// Serves all services on one port of 127.0.0.1.
public final class RestServer implements AutoCloseable {

  private final HttpServer server;
  private final List<Api> apis;

  /// Starts to answer.
  ///
  /// @param port 0 takes a free one
  public RestServer(int port, List<Api> apis) {
    this.apis = List.copyOf(apis);
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " of 127.0.0.1", e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  /// Such as `http://127.0.0.1:4570`.
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply;
      try {
        reply = answer(exchange);
      } catch (StatusRuntimeException e) {
        reply = ErrorDocument.of(e);
      } catch (RuntimeException e) {
        // A defect of this cloud: its caller gets what a defect of the real one looks like.
        reply = ErrorDocument.of(Status.INTERNAL.withDescription(e.toString()));
      }
      reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(
          reply.status(), reply.body().isEmpty() ? -1 : reply.body().size());
      reply.body().writeTo(exchange.getResponseBody());
    }
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) ->
            headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    Optional<Caller> caller = Caller.of(headers.get("authorization"));
    if (caller.isEmpty()) {
      return ErrorDocument.of(Status.UNAUTHENTICATED.withDescription(Caller.UNREADABLE));
    }
    String path = exchange.getRequestURI().getRawPath();
    String query = exchange.getRequestURI().getRawQuery();
    Request request =
        new Request(
            caller.get(),
            headers.getOrDefault("x-http-method-override", exchange.getRequestMethod()),
            path,
            query == null ? Map.of() : Api.query(query),
            headers,
            body(exchange, headers));
    for (Api api : apis) {
      if (api.handles(path)) {
        return api.answer(request);
      }
    }
    return ErrorDocument.of(Status.NOT_FOUND.withDescription("nothing here answers " + path));
  }

  private static ByteString body(HttpExchange exchange, Map<String, String> headers)
      throws IOException {
    InputStream sent = exchange.getRequestBody();
    if ("gzip".equals(headers.get("content-encoding"))) {
      try (InputStream unzipped = new GZIPInputStream(sent)) {
        return ByteString.readFrom(unzipped);
      }
    }
    return ByteString.readFrom(sent);
  }
}
