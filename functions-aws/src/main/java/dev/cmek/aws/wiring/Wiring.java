package dev.cmek.aws.wiring;

import dev.cmek.aws.callback.Redelivery;
import dev.cmek.aws.key.Keys;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.policy.Policies;
import dev.cmek.aws.role.Roles;
import dev.cmek.shared.verify.aws.AwsFactSource;
import dev.cmek.shared.wiring.CommonWiring;
import java.util.Optional;

/// What functions on AWS are put together from, beside what is the same on every cloud.
public interface Wiring extends CommonWiring {

  @Override
  AwsNaming naming();

  /// The managed policy that bounds every role.
  String boundaryArn();

  /// The AWS organization of this account, such as `o-a1b2c3d4e5`; empty if nobody said.
  Optional<String> organizationId();

  Roles roles();

  Keys keys();

  Policies policies();

  /// What verification looks at.
  AwsFactSource factSource();

  Redelivery callbackRedelivery();
}
