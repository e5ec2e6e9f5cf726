package dev.cmek.local.run.desk;

import com.fasterxml.jackson.databind.JsonNode;

/// A callback as it came.
///
/// @param at when, RFC 3339
/// @param verdict `VALID`, or why its signature is none: `UNSIGNED`, `WRONG_SIGNATURE`,
///   `WRONG_TIME`; `NOT_NOW` if it was sent away unread
/// @param path where it was posted to, with its query
/// @param idempotencyKey says which it is, should it come again; empty if it had none
/// @param body JSON; text if it was none
public record ReceivedCallback(
    String at, String verdict, String path, String idempotencyKey, JsonNode body) {}
