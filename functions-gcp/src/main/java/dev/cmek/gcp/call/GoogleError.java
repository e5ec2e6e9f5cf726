package dev.cmek.gcp.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.http.HttpResponseException;
import dev.cmek.shared.json.Payloads;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What Google Cloud answered in place of a result ("AIP-193: Errors").
public final class GoogleError extends RuntimeException {

  /// The kinds of errors (`google.rpc.Code`).
  public enum Code {
    CANCELLED,
    UNKNOWN,
    INVALID_ARGUMENT,
    DEADLINE_EXCEEDED,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    FAILED_PRECONDITION,
    ABORTED,
    OUT_OF_RANGE,
    UNIMPLEMENTED,
    INTERNAL,
    UNAVAILABLE,
    DATA_LOSS,
    UNAUTHENTICATED
  }

  private final Code code;
  private final String text;
  private final String reason;
  private final transient List<String> violations;

  private GoogleError(
      Code code, String text, String reason, List<String> violations, Throwable cause) {
    super(code + ", " + text, cause);
    this.code = code;
    this.text = text;
    this.reason = reason;
    this.violations = List.copyOf(violations);
  }

  /// The error that Google's clients throw.
  static GoogleError of(HttpResponseException e) {
    JsonNode answer = answer(e);
    List<String> violations = new ArrayList<>();
    String reason = "";
    for (JsonNode detail : answer.path("details")) {
      reason = detail.path("reason").asText(reason);
      for (JsonNode violation : detail.path("violations")) {
        violations.add(violation.path("type").asText());
      }
    }
    return new GoogleError(
        code(answer.path("status").asText(), e.getStatusCode()),
        answer.path("message").asText("HTTP " + e.getStatusCode()),
        reason,
        violations,
        e);
  }

  /// The kind of error, such as `NOT_FOUND`.
  public Code code() {
    return code;
  }

  /// Whether it is of one of these kinds.
  public boolean is(Code... codes) {
    return List.of(codes).contains(code);
  }

  /// Whether its text contains this. Only for what has no code of its own.
  public boolean says(String words) {
    return text.contains(words);
  }

  /// The service's own name for it, such as `SERVICE_DISABLED`; empty if it gave none.
  String reason() {
    return reason;
  }

  /// What stood in the way, such as `constraints/iam.allowedPolicyMemberDomains`.
  List<String> violations() {
    return violations;
  }

  /// What the service said, without the code.
  String text() {
    return text;
  }

  /// Google's error object; empty if a proxy answered in its place.
  private static JsonNode answer(HttpResponseException e) {
    @Nullable String content = e.getContent();
    try {
      JsonNode tree =
          Payloads.tree((content == null ? "{}" : content).getBytes(StandardCharsets.UTF_8));
      return tree.has("error") ? tree.path("error") : tree;
    } catch (IllegalArgumentException _) {
      return Payloads.tree("{}".getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Storage's answers have no status, only HTTP's number.
  private static Code code(String status, int http) {
    for (Code code : Code.values()) {
      if (code.name().equals(status)) {
        return code;
      }
    }
    return switch (http) {
      case 400 -> Code.INVALID_ARGUMENT;
      case 401 -> Code.UNAUTHENTICATED;
      case 403 -> Code.PERMISSION_DENIED;
      case 404 -> Code.NOT_FOUND;
      case 409 -> Code.ABORTED;
      case 412 -> Code.FAILED_PRECONDITION;
      case 429 -> Code.RESOURCE_EXHAUSTED;
      case 501 -> Code.UNIMPLEMENTED;
      default -> http >= 500 ? Code.UNAVAILABLE : Code.UNKNOWN;
    };
  }
}
