package dev.cmek.shared.verify.gcp;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is expected of a set-up beyond that it works for the cluster and for nobody else.
///
/// @param accountDescription what the service account's description must be; absent: anything
/// @param keyLabels what keys must be labelled with
public record GcpExpectations(@Nullable String accountDescription, Map<String, String> keyLabels) {

  /// Of what somebody set up by hand.
  public static final GcpExpectations NONE = new GcpExpectations(null, Map.of());

  public GcpExpectations {
    keyLabels = Map.copyOf(keyLabels);
  }
}
