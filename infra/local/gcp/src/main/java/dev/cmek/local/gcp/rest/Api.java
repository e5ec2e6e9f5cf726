package dev.cmek.local.gcp.rest;

import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.iam.Caller;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// One service's JSON interface.
public interface Api {

  /// Whether the path is one of this service's.
  ///
  /// @param path percent-encoded, as sent, such as `/v1/projects/p/topics/t:publish`
  boolean handles(String path);

  /// Answers a request.
  ///
  /// @throws io.grpc.StatusRuntimeException becomes Google's error document
  Reply answer(Request request);

  /// A request.
  ///
  /// @param method after `X-HTTP-Method-Override`
  /// @param path percent-encoded, as sent, without query
  /// @param query decoded; of parameters that are there twice the last
  /// @param headers by lower-case name
  /// @param body unzipped
  record Request(
      Caller caller,
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      ByteString body) {

    /// The body as text.
    public String text() {
      return body.toStringUtf8();
    }
  }

  /// An answer.
  record Reply(int status, Map<String, String> headers, ByteString body) {

    /// 200 with JSON.
    public static Reply json(String text) {
      return json(200, text);
    }

    /// JSON with another status.
    public static Reply json(int status, String text) {
      return new Reply(
          status,
          Map.of("Content-Type", "application/json; charset=UTF-8"),
          ByteString.copyFromUtf8(text));
    }
  }

  /// Reads a query.
  static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        String[] parts = pair.split("=", 2);
        query.put(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
