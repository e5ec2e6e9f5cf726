package dev.cmek.aws.callback;

import java.time.Duration;

/// When the queue delivers a message again that was not dealt with.
public interface Redelivery {

  /// Delivers it again after this time, at the earliest.
  ///
  /// @param receiptHandle of the delivery that did not do
  /// @param pause up to twelve hours
  void after(String receiptHandle, Duration pause);
}
