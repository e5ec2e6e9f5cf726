package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.Permission;
import dev.cmek.shared.verify.gcp.GcpFacts.Use;
import dev.cmek.shared.verify.gcp.Judgement.Allowed;
import java.util.List;
import java.util.stream.Stream;

/// What an account may do with a key.
record KeyAccess(Use use, GcpFacts facts) {

  Judgement judge(String permission) {
    return Judgement.of(Held.on(use.key(), facts), member(), permission, facts);
  }

  /// Whether every policy that could grant something was read, up to the project's.
  boolean isComplete() {
    return Stream.of(
            use.key().policy(), use.key().ringPolicy(), facts.project(use.key().name().project()))
        .allMatch(reading -> reading.find().isPresent());
  }

  /// The command that grants exactly what is needed on exactly this key; none if that is granted.
  List<String> exact() {
    List<Held> direct = Held.on(use.key(), facts).stream().filter(this::isOwn).toList();
    boolean granted =
        Permission.OF_KEYS.stream()
            .allMatch(
                permission -> Judgement.of(direct, member(), permission, facts) instanceof Allowed);
    return granted
        ? List.of()
        : List.of(GcloudCommands.letUse(use.key().name(), use.account().email()));
  }

  private boolean isOwn(Held held) {
    return held.isDirect()
        && held.grant().member().equals(member())
        && KeyRoles.isNeeded(held.grant().role());
  }

  private String member() {
    return "serviceAccount:" + use.account().email();
  }
}
