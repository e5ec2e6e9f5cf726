package dev.cmek.aws.key;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The KMS keys of this account, in all regions. Any call may end in a `Stop`; there is none that
/// disables or deletes.
public interface Keys {

  Optional<Key> find(Arn key);

  /// The key behind an alias such as `alias/cmek/…`.
  Optional<Key> findByAlias(String region, String alias);

  /// A multi-Region or single-Region key with our tags for this cluster, whether an alias points to
  /// it or not. Slow: it looks at every key of the region.
  Optional<Key> findByTags(String region, ClusterId cluster, boolean multiRegion);

  /// Creates a key. Not safe to repeat: a lost answer may have made one.
  Write<Key> create(NewKey wanted);

  /// Copies a multi-Region key into another region, or finds that it is there.
  Write<Key> replicate(Arn primary, NewKey replica);

  /// Gives the key a name that is not taken.
  ///
  /// @return false if somebody has taken it meanwhile
  Write<Boolean> createAlias(Key key, String alias);

  /// How long each version lasts under automatic rotation; empty if it is off.
  Optional<Duration> rotationPeriod(Key key);

  /// Switches automatic rotation on, or changes its period.
  Write<Key> enableRotation(Key key, Duration period);

  /// Adds or overwrites these tags, leaves others alone.
  Write<Key> addTags(Key key, Map<String, String> tags);
}
