package dev.cmek.shared.sweep;

import dev.cmek.shared.alert.Muting;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.sweep.Batch.Listed;
import dev.cmek.shared.sweep.BatchResult.Result;
import dev.cmek.shared.sweep.Coverage.Entry;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import dev.cmek.shared.verify.Report;
import dev.cmek.shared.verify.Severity;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What looks bring to their sweep.
final class Results {

  private static final Set<FindingCode> ROTATION =
      EnumSet.of(FindingCode.ROTATION_OFF, FindingCode.ROTATION_OVERDUE);

  private static final Set<FindingCode> UNSEEN =
      EnumSet.of(FindingCode.FACT_UNREACHABLE, FindingCode.FACT_DENIED);

  private Results() {}

  static Result of(Listed cluster, Look look, Muting muting) {
    Set<String> objects = new TreeSet<>();
    look.keys().stream()
        .flatMap((RegionKey key) -> Stream.of(key.uri(), key.principal()))
        .forEach(objects::add);
    List<Finding> audible = muting.audible(look.findings());
    return new Result(
        entry(cluster, look),
        objects,
        audible.stream()
            .filter(f -> isSure(f, look))
            .map(Finding::severity)
            .collect(Collectors.toSet()),
        untidy(audible, look),
        look.findings().stream()
            .filter(f -> UNSEEN.contains(f.code()))
            .map(f -> f.code() + ": " + anonymous(f.message()))
            .distinct()
            .toList());
  }

  /// What will be otherwise in a moment is left out.
  private static List<Finding> untidy(List<Finding> audible, Look look) {
    return look.protection() == Protection.WORK_IN_PROGRESS
        ? List.of()
        : audible.stream()
            .filter(f -> f.severity() == Severity.HYGIENE)
            .map(Results::brief)
            .toList();
  }

  private static Entry entry(Listed cluster, Look look) {
    List<Finding> findings = look.findings();
    return new Entry(
        cluster.id(),
        look.name(),
        cluster.cloud(),
        cluster.plan(),
        look.protection(),
        look.bareRegions(),
        findings.stream().map(Finding::code).anyMatch(ROTATION::contains),
        findings.isEmpty() ? null : findings.getFirst().severity(),
        findings.size(),
        look.at());
  }

  /// One that nobody looked at: it can't have CMEK here.
  static Entry notEligible(Listed cluster) {
    return new Entry(
        cluster.id(),
        cluster.name(),
        cluster.cloud(),
        cluster.plan(),
        Protection.NOT_ELIGIBLE,
        List.of(),
        false,
        null,
        0,
        null);
  }

  /// Seen twice, or known before: after a single look that finds what is known there is no second.
  private static boolean isSure(Finding finding, Look look) {
    return look.protection() != Protection.WORK_IN_PROGRESS
        && (!Looking.isSerious(finding.severity())
            || look.earlier() == null
            || look.earlier().contains(FindingId.of(finding)));
  }

  /// Without a command that holds a whole policy.
  private static Finding brief(Finding finding) {
    return new Report(List.of(finding), List.of()).brief().findings().getFirst();
  }

  /// The same for every cluster that it happens to.
  private static String anonymous(String message) {
    return message.replaceAll(
        "(?:arn:|projects/)[^ ,;]+|[^ ,;]+@[^ ,;]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…");
  }
}
