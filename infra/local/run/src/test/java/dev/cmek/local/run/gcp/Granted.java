package dev.cmek.local.run.gcp;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.gcp.deployment.Declaration;
import dev.cmek.local.gcp.deployment.DeclaredFunction;
import dev.cmek.local.gcp.deployment.LocalValues;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What functions.yaml lets each function do.
public final class Granted {

  private Granted() {}

  /// Permissions by the function's name, such as `cmek-ensure-key`.
  public static Map<String, Set<String>> byFunction() {
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
    Map<String, Set<String>> granted = new TreeMap<>();
    declaration
        .functions()
        .forEach((name, function) -> {
          Set<String> permissions = new TreeSet<>(function.keyProject());
          words(function)
              .forEach(
                  word -> permissions.addAll(declaration.roles().getOrDefault(word, List.of())));
          granted.put("cmek-" + name, permissions);
        });
    return granted;
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
