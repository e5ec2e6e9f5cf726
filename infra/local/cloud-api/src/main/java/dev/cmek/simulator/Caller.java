package dev.cmek.simulator;

import java.util.Optional;
import java.util.stream.Stream;

/// Whose API key a request carries, and what that service account may do besides reading clusters.
enum Caller {
  READER(false, false),
  OPERATOR(true, false),
  ADMINISTRATOR(false, true);

  private final boolean operates;
  private final boolean audits;

  Caller(boolean operates, boolean audits) {
    this.operates = operates;
    this.audits = audits;
  }

  static Optional<Caller> of(String bearer, ApiKeys keys) {
    return Stream.of(values()).filter(caller -> caller.key(keys).equals(bearer)).findFirst();
  }

  private String key(ApiKeys keys) {
    return switch (this) {
      case READER -> keys.reader();
      case OPERATOR -> keys.operator();
      case ADMINISTRATOR -> keys.administrator();
    };
  }

  void requireOperate() {
    require(operates, "CLUSTER_OPERATOR_WRITER");
  }

  void requireAudit() {
    require(audits, "ORG_ADMIN");
  }

  private static void require(boolean may, String role) {
    if (!may) {
      throw ApiError.ofStatus(403, "permission denied: this needs the role " + role);
    }
  }
}
