package dev.cmek.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A request that came in and how it was answered. Headers are not kept, so that no secret is.
///
/// @param query null without one
/// @param status null if the connection was cut instead of an answer
/// @param key whose API key: `reader`, `operator`, `administrator` or `unknown`
/// @param body what a write sent; null for a read
/// @param reason what the simulator knows about a refusal and the answer does not tell, such as
///   which policy lacks which action
public record RecordedRequest(
    Instant time,
    String method,
    String path,
    @Nullable String query,
    @Nullable Integer status,
    String key,
    @Nullable String userAgent,
    @Nullable String body,
    @Nullable String reason) {}
