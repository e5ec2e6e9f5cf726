package dev.cmek.shared.verify.aws;

import dev.cmek.shared.verify.Check;
import dev.cmek.shared.verify.Inspected;
import dev.cmek.shared.verify.Inspection;
import dev.cmek.shared.verify.NotEvaluated;
import dev.cmek.shared.verify.Report;
import dev.cmek.shared.verify.Subject;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/// Looks at roles and keys in AWS.
public final class AwsInspection implements Inspection {

  private static final List<NotEvaluated> NOT_EVALUATED =
      List.of(
          NotEvaluated.SERVICE_CONTROL_POLICIES,
          NotEvaluated.RESOURCE_CONTROL_POLICIES,
          NotEvaluated.VPC_ENDPOINT_POLICIES,
          NotEvaluated.CALL_AS_THE_VENDOR);

  private final AwsFactSource source;
  private final Function<Subject, AwsExpectations> expectations;
  private final List<Check<AwsFacts>> checks;
  private final InstantSource clock;

  /// Judges what the source tells.
  ///
  /// @param expectations what is expected of a cluster's set-up: less of what others made
  /// @param checks one of the lists in [AwsChecks]
  public AwsInspection(
      AwsFactSource source,
      Function<Subject, AwsExpectations> expectations,
      List<Check<AwsFacts>> checks,
      InstantSource clock) {
    this.source = source;
    this.expectations = expectations;
    this.checks = List.copyOf(checks);
    this.clock = clock;
  }

  @Override
  public Inspected inspect(Subject subject) {
    AwsFacts facts = AwsFacts.gather(source, subject, expectations.apply(subject), clock.instant());
    return new Inspected(judge(facts, checks), AwsFactsJson.of(facts));
  }

  /// What the checks find in facts gathered before.
  public static Report judge(AwsFacts facts, List<Check<AwsFacts>> checks) {
    return new Report(Check.run(checks, facts), NOT_EVALUATED);
  }
}
