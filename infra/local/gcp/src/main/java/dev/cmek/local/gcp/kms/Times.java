package dev.cmek.local.gcp.kms;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/// Between the clock's times and the messages'.
final class Times {

  private Times() {}

  static Timestamp toProto(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  static Instant toJava(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
