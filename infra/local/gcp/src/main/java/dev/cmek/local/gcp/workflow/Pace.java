package dev.cmek.local.gcp.workflow;

import java.time.Duration;

/// How fast executions go.
///
/// @param backoff what every delay before a retry is multiplied by; 1 as on Google Cloud.
///   `sys.sleep` always lasts as long as it says
public record Pace(Time time, double backoff) {

  /// As on Google Cloud.
  public static Pace real() {
    return new Pace(Time.real(), 1);
  }

  void sleep(double seconds) throws InterruptedException {
    time.sleep(Duration.ofNanos(Math.round(seconds * 1e9)));
  }

  void backOff(double seconds) throws InterruptedException {
    sleep(seconds * backoff);
  }
}
