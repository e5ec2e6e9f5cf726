package dev.cmek.shared.door;

import dev.cmek.shared.door.HttpCall.Parameter;
import dev.cmek.shared.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A request over HTTP in the making. What is set after [#signed] is not signed.
public final class Sending {

  private String method;
  private String path;
  private String callerPath;
  private final List<Parameter> query = new ArrayList<>();
  private final Map<String, String> headers = new HashMap<>();
  private byte[] body = {};
  private String address = "198.51.100.9";

  private Sending(String method, String path) {
    this.method = method;
    this.path = path;
    this.callerPath = path;
  }

  public static Sending of(String method, String path) {
    return new Sending(method, path);
  }

  Sending method(String other) {
    method = other;
    return this;
  }

  Sending path(String other) {
    path = other;
    callerPath = other;
    return this;
  }

  Sending callerPath(String other) {
    callerPath = other;
    return this;
  }

  Sending query(String name, String value) {
    query.add(new Parameter(name, value));
    return this;
  }

  Sending header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Sending without(String header) {
    headers.remove(header);
    return this;
  }

  public Sending key(String idempotencyKey) {
    return header(Signature.IDEMPOTENCY_HEADER, idempotencyKey);
  }

  public Sending json(String text) {
    return header("Content-Type", "application/json").body(text.getBytes(StandardCharsets.UTF_8));
  }

  Sending body(byte[] bytes) {
    body = bytes;
    return this;
  }

  Sending from(String sourceAddress) {
    address = sourceAddress;
    return this;
  }

  public Sending signed(String keyId, Secret secret, String timestamp) {
    String key = headers.getOrDefault(Signature.IDEMPOTENCY_HEADER, "");
    String target = HttpCall.target(callerPath, query);
    return header(Signature.KEY_ID_HEADER, keyId)
        .header(Signature.TIMESTAMP_HEADER, timestamp)
        .header(Signature.HEADER, Signature.of(secret, timestamp, method, target, key, body));
  }

  Sending token(String keyId, String token) {
    return header(Signature.KEY_ID_HEADER, keyId).header("Authorization", "Bearer " + token);
  }

  public HttpCall call() {
    return new HttpCall(method, path, callerPath, query, headers, body, address);
  }
}
