package dev.cmek.gcp.wiring;

import dev.cmek.gcp.account.Accounts;
import dev.cmek.gcp.binding.Bindings;
import dev.cmek.gcp.key.Keys;
import dev.cmek.gcp.plan.GcpNaming;
import dev.cmek.shared.verify.gcp.GcpFactSource;
import dev.cmek.shared.wiring.CommonWiring;

/// What functions on Google Cloud are put together from, beside what is the same on every cloud.
public interface Wiring extends CommonWiring {

  @Override
  GcpNaming naming();

  Accounts accounts();

  Keys keys();

  Bindings bindings();

  /// What verification looks at.
  GcpFactSource factSource();
}
