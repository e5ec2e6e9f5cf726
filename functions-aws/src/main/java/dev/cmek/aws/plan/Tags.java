package dev.cmek.aws.plan;

import dev.cmek.shared.plan.Marks;
import java.time.Duration;

/// The tags that mark a role or key as ours, and for which cluster it is.
public final class Tags {

  /// On roles and keys.
  public static final Marks OURS = new Marks("cmek:managed-by", "cmek:cluster");

  /// So long after they were set they may not count everywhere in authorization ("ABAC for AWS
  /// KMS").
  public static final Duration SPREAD_WITHIN = Duration.ofMinutes(5);

  private Tags() {}
}
