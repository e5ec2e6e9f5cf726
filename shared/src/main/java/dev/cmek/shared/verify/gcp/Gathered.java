package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Grants that are wrong for the same reason: one finding, whose command mends all of them.
final class Gathered {

  private final String object;
  private final Map<FindingCode, List<Held>> byCode = new LinkedHashMap<>();

  /// @param object what all of them are about
  Gathered(String object) {
    this.object = object;
  }

  void add(FindingCode code, Held held) {
    byCode.computeIfAbsent(code, _ -> new ArrayList<>()).add(held);
  }

  /// One for each code.
  ///
  /// @param first commands to be run before any grant is taken away
  List<Finding> findings(List<String> first) {
    List<Finding> findings = new ArrayList<>();
    byCode.forEach((code, held) -> {
      List<String> commands = new ArrayList<>(first);
      held.forEach(one -> commands.add(one.removal()));
      findings.add(
          new Finding(
              code,
              object,
              String.join("; ", held.stream().map(Held::words).distinct().toList()),
              GcloudCommands.chain(commands)));
    });
    return findings;
  }
}
