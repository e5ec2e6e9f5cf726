package dev.cmek.local.gcp.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.rest.Api.Reply;
import dev.cmek.local.gcp.rest.Api.Request;
import io.grpc.StatusRuntimeException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// Between JSON and what it says. Members that nobody knows are refused.
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final JsonFormat.Printer PRINTER = JsonFormat.printer();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /// A request's body; no bytes are an empty object.
  ///
  /// @throws io.grpc.StatusRuntimeException for anything but an object
  public static ObjectNode body(Request request) {
    if (request.body().isEmpty()) {
      return object();
    }
    JsonNode body;
    try {
      body = MAPPER.readTree(request.text());
    } catch (JsonProcessingException e) {
      throw unreadable(e.getOriginalMessage());
    }
    if (!(body instanceof ObjectNode object)) {
      throw unreadable("The body is not an object.");
    }
    return object;
  }

  /// Reads a generated message.
  ///
  /// @throws io.grpc.StatusRuntimeException for a member that is unknown or of another type
  public static <B extends Message.Builder> B message(ObjectNode json, B message) {
    try {
      PARSER.merge(json.toString(), message);
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
    return message;
  }

  /// Reads a record.
  ///
  /// @throws io.grpc.StatusRuntimeException for a member that is unknown or does not fit
  public static <T> T value(ObjectNode json, Class<T> type) {
    try {
      return MAPPER.treeToValue(json, type);
    } catch (JsonProcessingException e) {
      throw unreadable(e.getOriginalMessage());
    }
  }

  /// A value without a type of its own.
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /// Answers with a generated message.
  public static Reply reply(Message message) {
    try {
      return Reply.json(PRINTER.print(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an answer with details of an unknown type", e);
    }
  }

  /// A path without percent signs.
  public static String decoded(String path) {
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static StatusRuntimeException unreadable(String why) {
    return Refusal.invalid("Invalid JSON payload received. " + why);
  }
}
