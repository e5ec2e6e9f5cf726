package dev.cmek.shared.verify;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.cmek.shared.plan.Access;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes sure that the cluster can use its keys and nobody else can, before the vendor is told to.
/// Changes nothing.
///
/// What may be no more than an answer from before a change of this run is waited for; anything else
/// is refused at once, because waiting would only hide who has to do something. What is merely
/// untidy goes into the report and holds nothing up.
public final class VerifyAccess implements Step<VerifyAccess.Input, Report> {

  /// What it reads of the workflow's object.
  ///
  /// @param role the principal: the member is called `role` on AWS, `account` on Google Cloud
  public record Input(
      Run run,
      StepResult<Target> cluster,
      @JsonAlias("account") StepResult<Principal> role,
      List<StepResult<ProvisionedKey>> keys,
      List<StepResult<ProvisionedKey>> replicas,
      StepResult<Access> access)
      implements StepInput {}

  /// IAM and KMS answer with what was written within seconds.
  private static final Duration SPREADS = Duration.ofMinutes(2);

  /// Tags and aliases take up to five minutes to count in authorization ("ABAC for AWS KMS").
  private static final Duration TAGS_SPREAD = Duration.ofMinutes(5);

  private final Inspection inspection;
  private final InstantSource clock;

  public VerifyAccess(Inspection inspection, InstantSource clock) {
    this.inspection = inspection;
    this.clock = clock;
  }

  @Override
  public Outcome<Report> run(Input input, Changes changes) {
    Target target = input.cluster().value();
    Subject subject =
        new Subject(
            target.id(),
            target.vendorAccountId(),
            target.externalId(),
            ProvisionedKey.regionKeys(input.role().value(), input.keys(), input.replicas()));
    Report report = inspection.inspect(subject).report();
    List<Finding> blocking = report.blocking();
    if (blocking.isEmpty()) {
      return new Done<>(report.brief());
    }
    for (Finding finding : blocking) {
      if (reasonToWait(finding, input).isEmpty()) {
        return refused(finding, blocking);
      }
    }
    Finding first = blocking.getFirst();
    return new NotYet<>(reasonToWait(first, input).orElseThrow(), text(first, blocking));
  }

  private Optional<Reason> reasonToWait(Finding finding, Input input) {
    return switch (finding.code()) {
      case FACT_UNREACHABLE -> Optional.of(Reason.SERVICE_UNAVAILABLE);
      case FACT_DENIED ->
          isFreshKey(finding.object(), input)
              ? Optional.of(Reason.TAGS_SPREADING)
              : Optional.empty();
      default ->
          isFresh(input) && isStale(finding, input)
              ? Optional.of(Reason.ACCESS_SPREADING)
              : Optional.empty();
    };
  }

  private boolean isFreshKey(String object, Input input) {
    return keys(input)
        .map(StepResult::value)
        .filter(key -> key.uri().equals(object))
        .anyMatch(key -> key.createdAt().plus(TAGS_SPREAD).isAfter(clock.instant()));
  }

  private boolean isFresh(Input input) {
    Instant changedAt = input.access().value().grantedAt();
    return changedAt.plus(SPREADS).isAfter(clock.instant());
  }

  private static boolean isStale(Finding finding, Input input) {
    Set<String> changed = changed(input);
    boolean object = changed.contains(finding.object());
    return switch (finding.code().stale()) {
      case NEVER -> false;
      case BY_OBJECT -> object;
      case BY_OBJECT_OR_PRINCIPAL -> object || changed.contains(input.role().value().id());
    };
  }

  /// The objects that this run changed, by ARN.
  private static Set<String> changed(Input input) {
    Set<String> changed = new HashSet<>();
    input.access().changes().stream().map(Change::object).forEach(changed::add);
    if (!input.role().changes().isEmpty()) {
      changed.add(input.role().value().id());
    }
    keys(input)
        .filter(key -> !key.changes().isEmpty())
        .forEach(key -> changed.add(key.value().uri()));
    return changed;
  }

  private static Stream<StepResult<ProvisionedKey>> keys(Input input) {
    return Stream.concat(input.keys().stream(), input.replicas().stream());
  }

  private static Outcome<Report> refused(Finding finding, List<Finding> blocking) {
    return new Refused<>(Reason.ACCESS_NOT_EFFECTIVE, text(finding, blocking), finding.remedy());
  }

  private static String text(Finding finding, List<Finding> blocking) {
    Set<FindingCode> codes =
        blocking.stream()
            .map(Finding::code)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(FindingCode.class)));
    String others =
        blocking.size() == 1 ? "" : " (" + blocking.size() + " findings: " + codes + ")";
    return finding.code() + ": " + finding.object() + ": " + finding.message() + others;
  }
}
