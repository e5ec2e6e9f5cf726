package dev.cmek.local.gcp.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
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

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

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
        reply = error(e.getStatus());
      } catch (RuntimeException e) {
        // A defect of this cloud: its caller gets what a defect of the real one looks like.
        reply = error(Status.INTERNAL.withDescription(e.toString()));
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
      return error(
          Status.UNAUTHENTICATED.withDescription(
              "Request had invalid authentication credentials: tokens look like"
                  + " as:serviceAccount:<email> here"));
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
    return error(Status.NOT_FOUND.withDescription("nothing here answers " + path));
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

  /// Google's error document ("API design guide: Errors", HTTP mapping).
  static Reply error(Status status) {
    int code = httpStatus(status.getCode());
    String message = status.getDescription() == null ? "" : status.getDescription();
    var error =
        MAPPER
            .createObjectNode()
            .put("code", code)
            .put("message", message)
            .put("status", status.getCode().name());
    return Reply.json(code, MAPPER.createObjectNode().set("error", error).toString());
  }

  private static int httpStatus(Status.Code code) {
    return switch (code) {
      case OK -> 200;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ABORTED, ALREADY_EXISTS -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case CANCELLED -> 499;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
    };
  }
}
