package dev.cmek.local.gcp.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.gcp.rest.Api.Reply;

/// What Cloud Storage refuses, in its own form of an error document, which has `errors` with a
/// `reason` and no `status` ("Cloud Storage JSON API: HTTP status and error codes").
final class StorageFault extends RuntimeException {

  private final int status;
  private final String reason;
  private final String text;

  private StorageFault(int status, String reason, String text) {
    super(text, null, false, false);
    this.status = status;
    this.reason = reason;
    this.text = text;
  }

  static StorageFault invalid(String text) {
    return new StorageFault(400, "invalid", text);
  }

  static StorageFault required(String text) {
    return new StorageFault(400, "required", text);
  }

  static StorageFault forbidden(String text) {
    return new StorageFault(403, "forbidden", text);
  }

  static StorageFault retained(String bucket, String name) {
    return new StorageFault(
        403,
        "retentionPolicyNotMet",
        "Object '%s/%s' is subject to bucket's retention policy and cannot be deleted or overwritten"
            .formatted(bucket, name));
  }

  static StorageFault noBucket() {
    return new StorageFault(404, "notFound", "The specified bucket does not exist.");
  }

  static StorageFault noObject(String bucket, String name) {
    return new StorageFault(404, "notFound", "No such object: " + bucket + "/" + name);
  }

  static StorageFault conflict(String text) {
    return new StorageFault(409, "conflict", text);
  }

  static StorageFault conditionNotMet() {
    return new StorageFault(
        412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");
  }

  static StorageFault unknown(String text) {
    return new StorageFault(501, "notImplemented", text);
  }

  /// An answer of another part of this cloud, such as a missing permission, in this form.
  static StorageFault other(int status, String text) {
    String reason =
        switch (status) {
          case 400 -> "invalid";
          case 401 -> "authError";
          case 403 -> "forbidden";
          case 404 -> "notFound";
          case 429 -> "rateLimitExceeded";
          default -> "backendError";
        };
    return new StorageFault(status, reason, text);
  }

  Reply reply() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode error = root.putObject("error").put("code", status).put("message", text);
    error
        .putArray("errors")
        .addObject()
        .put("message", text)
        .put("domain", "global")
        .put("reason", reason);
    return Reply.json(status, root.toString());
  }
}
