package dev.cmek.shared.verify.aws;

import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.verify.Subject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that the checks judge: gathered once, looked at by all.
///
/// @param roles each role that the subject names, once
/// @param keys each key that the subject names, once; not what is no key's ARN
/// @param now when the facts were gathered
public record AwsFacts(
    Subject subject,
    AwsExpectations expectations,
    List<RoleFacts> roles,
    List<KeyFacts> keys,
    Instant now) {

  public AwsFacts {
    roles = List.copyOf(roles);
    keys = List.copyOf(keys);
  }

  /// Asks the source for all that the subject names.
  public static AwsFacts gather(
      AwsFactSource source, Subject subject, AwsExpectations expectations, Instant now) {
    List<RoleFacts> roles =
        subject.keys().stream().map(RegionKey::principal).distinct().map(source::role).toList();
    List<KeyFacts> keys =
        subject.keys().stream()
            .map(RegionKey::uri)
            .filter(uri -> keyArn(uri).isPresent())
            .distinct()
            .map(source::key)
            .toList();
    return new AwsFacts(subject, expectations, roles, keys, now);
  }

  /// The ARN of a key; of an alias or anything else: empty.
  static Optional<Arn> keyArn(String uri) {
    return Arn.find(uri).filter(a -> a.service().equals("kms") && a.resource().startsWith("key/"));
  }

  /// Each key together with each role that uses it.
  List<Use> uses() {
    Map<List<String>, Use> uses = new LinkedHashMap<>();
    for (RegionKey region : subject.keys()) {
      for (RoleFacts role : roles) {
        for (KeyFacts key : keys) {
          if (role.arn().equals(region.principal()) && key.arn().equals(region.uri())) {
            uses.putIfAbsent(List.of(role.arn(), key.arn()), new Use(role, key));
          }
        }
      }
    }
    return List.copyOf(uses.values());
  }

  /// The same without keys of AWS, whose policies nobody can change: that they are used at all is
  /// the finding.
  List<Use> usesOfOwnKeys() {
    return uses().stream().filter(use -> !use.key().isOfAws()).toList();
  }

  /// The ARNs of the keys that the role uses.
  List<String> keysOf(RoleFacts role) {
    return uses().stream()
        .filter(use -> use.role().equals(role))
        .map(use -> use.key().arn())
        .toList();
  }

  /// A key and a role that uses it.
  record Use(RoleFacts role, KeyFacts key) {}
}
