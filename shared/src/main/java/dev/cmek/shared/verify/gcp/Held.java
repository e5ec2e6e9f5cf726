package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Grant;
import dev.cmek.shared.gcp.Member;
import dev.cmek.shared.gcp.PredefinedRoles;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.verify.Reading;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// A grant that counts for a key or an account, and where it stands.
///
/// @param removal the command that takes it away
record Held(Level level, Grant grant, String removal) {

  /// Where a grant stands: on the object itself, or on what the object inherits from.
  enum Level {
    ITSELF("itself"),
    RING("its key ring"),
    PROJECT("its project");

    private final String words;

    Level(String words) {
      this.words = words;
    }
  }

  /// All grants that count for a key, as far as they could be read.
  static List<Held> on(KeyFacts key, GcpFacts facts) {
    CryptoKeyName name = key.name();
    return Stream.of(
            held(Level.ITSELF, key.policy(), grant -> GcloudCommands.remove(name, grant)),
            held(Level.RING, key.ringPolicy(), grant -> GcloudCommands.removeFromRing(name, grant)),
            ofProject(name.project(), facts))
        .flatMap(held -> held)
        .toList();
  }

  /// All grants that count for an account, as far as they could be read.
  static List<Held> on(AccountFacts account, ServiceAccountEmail email, GcpFacts facts) {
    return Stream.concat(
            held(Level.ITSELF, account.policy(), grant -> GcloudCommands.remove(email, grant)),
            ofProject(email.project(), facts))
        .toList();
  }

  /// The grants of a project that can matter to one cluster: not those of the people who administer
  /// it and could grant themselves anything, nor what Google grants its own agents.
  private static Stream<Held> ofProject(String project, GcpFacts facts) {
    return held(
            Level.PROJECT,
            facts.project(project),
            grant -> GcloudCommands.removeFromProject(project, grant))
        .filter(held -> held.isOurs(facts) || held.isEveryone() || !held.isOfAdministration());
  }

  private static Stream<Held> held(
      Level level, Reading<IamPolicy> policy, Function<Grant, String> removal) {
    return policy.find().stream()
        .flatMap(read -> read.grants().stream())
        .map(grant -> new Held(level, grant, removal.apply(grant)));
  }

  private boolean isOfAdministration() {
    return PredefinedRoles.isBasic(grant.role())
        || (PredefinedRoles.isForServiceAgents(grant.role()) && member().isServiceAgent());
  }

  boolean isOurs(GcpFacts facts) {
    return facts.isOurs(grant.member());
  }

  boolean isEveryone() {
    return member().isEveryone();
  }

  Member member() {
    return new Member(grant.member());
  }

  boolean isDirect() {
    return level == Level.ITSELF;
  }

  boolean is(Level wanted) {
    return level == wanted;
  }

  /// Whether the role is known to allow one of them.
  boolean allowsAny(List<String> permissions, GcpFacts facts) {
    return facts.permissions(grant.role()).stream()
        .flatMap(Set::stream)
        .anyMatch(permissions::contains);
  }

  /// The grant as a clause for a person: `user:a@example.com has roles/owner on its project`.
  String words() {
    return (isEveryone() ? "everybody (" + grant.member() + ")" : grant.member())
        + " has "
        + grant.role()
        + (level == Level.ITSELF ? "" : " on " + level.words)
        + under();
  }

  private String under() {
    IamPolicy.Condition condition = grant.condition();
    return condition == null ? "" : " if " + condition.expression();
  }
}
