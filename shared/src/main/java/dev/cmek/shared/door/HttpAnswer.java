package dev.cmek.shared.door;

import dev.cmek.shared.json.Payloads;
import java.util.Map;
import java.util.TreeMap;

/// What goes back over HTTP.
///
/// @param body JSON
public record HttpAnswer(int status, Map<String, String> headers, String body) {

  public HttpAnswer {
    headers = Map.copyOf(headers);
  }

  static HttpAnswer json(int status, Object body) {
    return of(status, "application/json", body);
  }

  static HttpAnswer of(int status, String contentType, Object body) {
    return new HttpAnswer(
        status,
        Map.of("Content-Type", contentType, "Cache-Control", "no-store"),
        Payloads.writeString(body));
  }

  HttpAnswer with(String header, String value) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(header, value);
    return new HttpAnswer(status, all, body);
  }
}
