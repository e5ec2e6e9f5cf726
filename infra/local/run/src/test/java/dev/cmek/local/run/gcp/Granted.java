package dev.cmek.local.run.gcp;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.gcp.deployment.Declaration;
import dev.cmek.local.gcp.deployment.DeclaredFunction;
import dev.cmek.local.gcp.deployment.LocalValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A role that functions.yaml gives a function.
///
/// @param function such as `cmek-ensure-key`
/// @param role a word of functions.yaml, such as `state.write`, or `keyProject` for its own role
/// @param permissions of the role
/// @param beyond those that a smaller word would not give, as `state.read` would in place of
///   `state.write`
public record Granted(String function, String role, Set<String> permissions, Set<String> beyond) {

  private static final String OWN = "keyProject";

  /// All of them.
  public static List<Granted> all() {
    LocalValues values =
        new LocalValues(
            LocalValues.PROJECT,
            LocalValues.VENDOR_PROJECT,
            LocalValues.LOCATION,
            "",
            "",
            "",
            Map.of());
    Declaration declaration =
        Declaration.read(
            Checkout.current().root().resolve("infra/gcp/functions.yaml"), values.placeholders());
    List<Granted> all = new ArrayList<>();
    declaration
        .functions()
        .forEach((name, function) -> {
          if (!function.keyProject().isEmpty()) {
            Set<String> own = Set.copyOf(function.keyProject());
            all.add(new Granted("cmek-" + name, OWN, own, own));
          }
          words(function)
              .distinct()
              .forEach(word -> all.add(of("cmek-" + name, word, declaration.roles())));
        });
    return all;
  }

  private static Granted of(String function, String word, Map<String, List<String>> roles) {
    Set<String> permissions = Set.copyOf(roles.getOrDefault(word, List.of()));
    Set<String> beyond = new HashSet<>(permissions);
    if (word.equals("state.write")) {
      roles.getOrDefault("state.read", List.of()).forEach(beyond::remove);
    }
    return new Granted(function, word, permissions, beyond);
  }

  /// Whether each of its permissions is for this function, not one of a role that several have.
  public boolean isOwn() {
    return role.equals(OWN);
  }

  @Override
  public String toString() {
    return function + " " + role;
  }

  private static Stream<String> words(DeclaredFunction function) {
    return Stream.of(
            Stream.ofNullable(function.state()).map(may -> "state." + may),
            Stream.ofNullable(function.evidence()).map(may -> "evidence." + may),
            function.secrets().stream().map(_ -> "secrets.read"),
            function.topics().stream().map(_ -> "topics.publish"),
            function.workflows().values().stream()
                .flatMap(List::stream)
                .map(may -> "workflows." + may))
        .flatMap(all -> all);
  }
}
