package dev.cmek.gcp.http;

import com.google.cloud.functions.HttpRequest;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request as the Functions Framework hands it over.
public final class SentRequest implements HttpRequest {

  private final String method;
  private final String path;
  private final Optional<String> query;
  private final Map<String, List<String>> headers = new LinkedHashMap<>();
  private final byte[] body;

  private SentRequest(String method, String path, Optional<String> query, byte[] body) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.body = body;
  }

  /// A request.
  ///
  /// @param target such as `/v1/clusters?pageSize=2`
  public static SentRequest of(String method, String target, String body) {
    int mark = target.indexOf('?');
    return new SentRequest(
        method,
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1)),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /// What a workflow or a subscription posts.
  public static SentRequest posted(String body) {
    return of("POST", "/", body);
  }

  /// The same with one more header.
  public SentRequest with(String name, String... values) {
    headers.put(name, List.of(values));
    return this;
  }

  @Override
  public String getMethod() {
    return method;
  }

  @Override
  public String getUri() {
    return "https://cmek.example" + path + query.map(q -> "?" + q).orElse("");
  }

  @Override
  public String getPath() {
    return path;
  }

  @Override
  public Optional<String> getQuery() {
    return query;
  }

  @Override
  public Map<String, List<String>> getQueryParameters() {
    throw new UnsupportedOperationException("its order and its form are lost");
  }

  @Override
  public Map<String, HttpPart> getParts() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<String> getContentType() {
    return Optional.of("application/json");
  }

  @Override
  public long getContentLength() {
    return body.length;
  }

  @Override
  public Optional<String> getCharacterEncoding() {
    return Optional.empty();
  }

  @Override
  public InputStream getInputStream() {
    return new ByteArrayInputStream(body);
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
  }

  @Override
  public Map<String, List<String>> getHeaders() {
    return headers;
  }
}
