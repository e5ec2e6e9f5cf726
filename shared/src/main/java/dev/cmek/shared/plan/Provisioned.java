package dev.cmek.shared.plan;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import java.time.Instant;
import java.util.List;

/// The workflow's object once keys and grants are there: what enabling needs of it.
///
/// @param role the principal: the member is called `role` on AWS, `account` on Google Cloud
public record Provisioned(
    Run run,
    @JsonAlias("account") StepResult<Principal> role,
    List<StepResult<ProvisionedKey>> keys,
    List<StepResult<ProvisionedKey>> replicas,
    StepResult<Access> access)
    implements StepInput {

  public Provisioned {
    keys = List.copyOf(keys);
    replicas = List.copyOf(replicas);
  }

  /// What the Cloud API is told: one for each region of the cluster.
  public List<RegionKey> regionKeys() {
    return ProvisionedKey.regionKeys(role.value(), keys, replicas);
  }

  /// When something was last granted on these keys.
  public Instant grantedAt() {
    return access.value().grantedAt();
  }
}
