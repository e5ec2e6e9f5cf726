package dev.cmek.gcp.wiring;

import dev.cmek.shared.verify.gcp.GcpFactSource;
import dev.cmek.shared.wiring.CommonWiring;

/// What functions on Google Cloud are put together from, beside what is the same on every cloud.
public interface Wiring extends CommonWiring {

  /// What there is to know about service accounts and keys.
  GcpFactSource factSource();
}
