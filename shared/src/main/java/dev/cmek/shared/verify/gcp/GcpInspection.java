package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Inspected;
import dev.cmek.shared.verify.Inspection;
import dev.cmek.shared.verify.NotEvaluated;
import dev.cmek.shared.verify.Report;
import dev.cmek.shared.verify.Subject;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/// Looks at service accounts and keys in Google Cloud.
public final class GcpInspection implements Inspection {

  private static final List<NotEvaluated> NOT_EVALUATED =
      List.of(
          NotEvaluated.DENY_POLICIES,
          NotEvaluated.PRINCIPAL_ACCESS_BOUNDARIES,
          NotEvaluated.FOLDER_AND_ORGANIZATION_POLICIES,
          NotEvaluated.VPC_SERVICE_CONTROLS,
          NotEvaluated.CALL_AS_THE_VENDOR);

  private final GcpFactSource source;
  private final Function<Subject, GcpExpectations> expectations;
  private final List<Check<GcpFacts>> checks;
  private final InstantSource clock;

  /// Judges what the source tells.
  ///
  /// @param expectations what is expected of a cluster's set-up: less of what others made
  /// @param checks one of the lists in [GcpChecks]
  public GcpInspection(
      GcpFactSource source,
      Function<Subject, GcpExpectations> expectations,
      List<Check<GcpFacts>> checks,
      InstantSource clock) {
    this.source = source;
    this.expectations = expectations;
    this.checks = List.copyOf(checks);
    this.clock = clock;
  }

  @Override
  public Inspected inspect(Subject subject) {
    GcpFacts facts = GcpFacts.gather(source, subject, expectations.apply(subject), clock.instant());
    return new Inspected(judge(facts, checks), GcpFactsJson.of(facts));
  }

  /// What the checks find in facts gathered before.
  public static Report judge(GcpFacts facts, List<Check<GcpFacts>> checks) {
    return new Report(Check.run(checks, facts), NOT_EVALUATED);
  }
}
