package dev.cmek.gcp.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpResponse;
import com.google.protobuf.ByteString;
import dev.cmek.shared.json.Payloads;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a function answers.
public final class Answer implements HttpResponse {

  private final Map<String, List<String>> headers = new LinkedHashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status = 200;
  private Optional<String> contentType = Optional.empty();

  private Answer() {}

  /// Has a function answer a request.
  public static Answer of(HttpFunction function, SentRequest request) {
    Answer answer = new Answer();
    try {
      function.service(request, answer);
    } catch (Exception e) {
      throw new AssertionError("the framework would answer 500", e);
    }
    return answer;
  }

  public int status() {
    return status;
  }

  public ByteString bytes() {
    return ByteString.copyFrom(body.toByteArray());
  }

  public JsonNode json() {
    return Payloads.tree(body.toByteArray());
  }

  public String header(String name) {
    return String.join(", ", headers.getOrDefault(name, List.of()));
  }

  @Override
  public void setStatusCode(int code) {
    status = code;
  }

  @Override
  public void setStatusCode(int code, String message) {
    status = code;
  }

  @Override
  public void setContentType(String type) {
    contentType = Optional.of(type);
  }

  @Override
  public Optional<String> getContentType() {
    return contentType;
  }

  @Override
  public void appendHeader(String header, String value) {
    headers.computeIfAbsent(header, _ -> new ArrayList<>()).add(value);
  }

  @Override
  public Map<String, List<String>> getHeaders() {
    return headers;
  }

  @Override
  public OutputStream getOutputStream() {
    return body;
  }

  @Override
  public BufferedWriter getWriter() {
    return new BufferedWriter(new OutputStreamWriter(body, StandardCharsets.UTF_8));
  }
}
