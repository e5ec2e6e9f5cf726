package dev.cmek.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A key that a region uses or used.
final class CmekKey {
  private final RegionSpec.KeySpec spec;
  private final Instant createdAt;
  private Instant updatedAt;
  private CmekStatus status;
  private @Nullable String userMessage;

  CmekKey(RegionSpec.KeySpec spec, CmekStatus status, Instant now) {
    this.spec = spec;
    this.status = status;
    this.createdAt = now;
    this.updatedAt = now;
  }

  void become(CmekStatus status, Instant at) {
    become(status, at, null);
  }

  void become(CmekStatus status, Instant at, @Nullable String userMessage) {
    this.status = status;
    this.updatedAt = at;
    this.userMessage = userMessage;
  }

  RegionSpec.KeySpec spec() {
    return spec;
  }

  CmekStatus status() {
    return status;
  }

  ObjectNode json() {
    return Json.object()
        .put("status", status.name())
        .put("user_message", userMessage)
        .put("created_at", createdAt.toString())
        .put("updated_at", updatedAt.toString())
        .set("spec", Json.tree(spec));
  }
}
