package dev.cmek.shared.verify;

import java.util.Comparator;
import java.util.List;

/// What a look at a cluster's keys and access brought.
///
/// @param findings worst first
/// @param notEvaluated what the look did not cover, whatever it found
public record Report(List<Finding> findings, List<NotEvaluated> notEvaluated) {

  /// Characters of a remedy.
  private static final int LONG = 1_000;

  /// Puts the worst first and names nothing twice.
  public Report {
    findings =
        findings.stream()
            .distinct()
            .sorted(Comparator.comparing(Finding::severity).thenComparing(Finding::code))
            .toList();
    notEvaluated = List.copyOf(notEvaluated);
  }

  /// The findings with which a cluster must not be given its keys.
  public List<Finding> blocking() {
    return findings.stream().filter(Finding::isBlocking).toList();
  }

  /// The same, small enough to travel from step to step.
  public Report brief() {
    return new Report(findings.stream().map(Report::brief).toList(), notEvaluated);
  }

  private static Finding brief(Finding finding) {
    return finding.remedy().length() <= LONG
        ? finding
        : new Finding(
            finding.code(),
            finding.object(),
            finding.message(),
            "The command holds a whole policy and is too long to travel: verify the cluster to see"
                + " it");
  }
}
