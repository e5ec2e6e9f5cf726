package dev.cmek.shared.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.plan.Access;
import dev.cmek.shared.plan.Plan;
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
import dev.cmek.shared.step.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifyAccessTest {

  private static final Instant GRANTED = Instant.parse("2026-11-22T10:00:00Z");
  private static final ClusterId CLUSTER = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");
  private static final String ROLE = "arn:aws:iam::111122223333:role/cmek";
  private static final String KEY = "arn:aws:kms:eu-west-1:111122223333:key/k1";
  private static final String REPLICA = "arn:aws:kms:us-east-1:111122223333:key/k1";
  private static final List<Change> NOTHING = List.of();

  private List<Finding> findings = List.of();
  private final List<Subject> subjects = new ArrayList<>();
  private List<Change> roleChanges = NOTHING;
  private List<Change> keyChanges = NOTHING;
  private List<Change> accessChanges = NOTHING;
  private Instant keyCreatedAt = GRANTED;

  @Test
  void looksAtEveryKeyAndReplicaAsTheRole() {
    assertThat(runAfter(Duration.ZERO)).isInstanceOf(Done.class);

    assertThat(subjects)
        .containsExactly(
            new Subject(
                CLUSTER,
                "777788889999",
                "org",
                List.of(
                    new RegionKey("eu-west-1", KEY, ROLE),
                    new RegionKey("us-east-1", REPLICA, ROLE))));
  }

  @Test
  void whatIsMerelyUntidyHoldsNothingUp() {
    findings = List.of(finding(FindingCode.ROTATION_OFF, KEY));

    assertThat(runAfter(Duration.ZERO))
        .isEqualTo(new Done<>(new Report(findings, List.of(NotEvaluated.values()))));
  }

  @Test
  void aRemedyTooLongToTravelStaysBehind() {
    findings =
        List.of(new Finding(FindingCode.KEY_WITHOUT_ACCOUNT, KEY, "gone", "x".repeat(5_000)));

    Outcome<Report> outcome = runAfter(Duration.ZERO);

    assertThat(Payloads.writeString(outcome).length()).isLessThan(1_500);
  }

  @Test
  void aFindingOnWhatNobodyChangedIsRefusedAtOnce() {
    findings = List.of(finding(FindingCode.ACCESS_NOT_GRANTED, KEY));

    assertThat(runAfter(Duration.ZERO))
        .isEqualTo(
            new Refused<>(
                Reason.ACCESS_NOT_EFFECTIVE,
                "ACCESS_NOT_GRANTED: " + KEY + ": wrong",
                "mend ACCESS_NOT_GRANTED"));
  }

  @Test
  void aFindingOnAFreshGrantIsWaitedForTwoMinutes() {
    findings = List.of(finding(FindingCode.ACCESS_NOT_GRANTED, KEY));
    accessChanges = change("iam:PutRolePolicy", ROLE);

    assertThat(reason(runAfter(Duration.ofSeconds(119)))).isEqualTo(Reason.ACCESS_SPREADING);
    assertThat(reason(runAfter(Duration.ofMinutes(2)))).isEqualTo(Reason.ACCESS_NOT_EFFECTIVE);
  }

  @Test
  void aFindingOnAFreshRoleIsWaitedFor() {
    findings = List.of(finding(FindingCode.ROLE_MISSING, ROLE));
    roleChanges = change("iam:CreateRole", ROLE);

    assertThat(runAfter(Duration.ZERO)).isInstanceOf(NotYet.class);
  }

  @Test
  void aFindingOnAFreshKeyIsWaitedFor() {
    findings = List.of(finding(FindingCode.KEY_MISSING, KEY));
    keyChanges = change("kms:CreateKey", "alias/cmek");

    assertThat(runAfter(Duration.ZERO)).isInstanceOf(NotYet.class);
  }

  @Test
  void aChangeOfAnotherObjectIsNoReasonToWait() {
    findings = List.of(finding(FindingCode.ROLE_MISSING, ROLE));
    keyChanges = change("kms:CreateKey", KEY);

    assertThat(runAfter(Duration.ZERO)).isInstanceOf(Refused.class);
  }

  @Test
  void whatNoTimeMendsIsRefusedHoweverFresh() {
    findings =
        List.of(
            finding(FindingCode.ACCESS_NOT_GRANTED, KEY), finding(FindingCode.ACCESS_DENIED, KEY));
    roleChanges = change("iam:CreateRole", ROLE);

    assertThat(runAfter(Duration.ZERO))
        .isEqualTo(
            new Refused<>(
                Reason.ACCESS_NOT_EFFECTIVE,
                "ACCESS_DENIED: "
                    + KEY
                    + ": wrong (2 findings: [ACCESS_DENIED, ACCESS_NOT_GRANTED])",
                "mend ACCESS_DENIED"));
  }

  @Test
  void aServiceThatDoesNotAnswerIsAskedAgain() {
    findings = List.of(finding(FindingCode.FACT_UNREACHABLE, KEY));

    assertThat(reason(runAfter(Duration.ofHours(1)))).isEqualTo(Reason.SERVICE_UNAVAILABLE);
  }

  @Test
  void aMissingRightOnAYoungKeyMayBeItsTags() {
    findings = List.of(finding(FindingCode.FACT_DENIED, KEY));
    keyCreatedAt = GRANTED.plusSeconds(60);

    assertThat(reason(runAfter(Duration.ofSeconds(359)))).isEqualTo(Reason.TAGS_SPREADING);
    assertThat(reason(runAfter(Duration.ofMinutes(6)))).isEqualTo(Reason.ACCESS_NOT_EFFECTIVE);
  }

  @Test
  void aMissingRightOnTheRoleIsRefusedAtOnce() {
    findings = List.of(finding(FindingCode.FACT_DENIED, ROLE));

    assertThat(runAfter(Duration.ZERO)).isInstanceOf(Refused.class);
  }

  @Test
  void theReportTravelsAsJson() {
    Report report =
        new Report(
            List.of(finding(FindingCode.ROTATION_OFF, KEY)),
            List.of(NotEvaluated.CALL_AS_THE_VENDOR));

    assertThat(Payloads.read(Payloads.write(report), Report.class)).isEqualTo(report);
  }

  private Outcome<Report> runAfter(Duration sinceGranted) {
    Inspection inspection =
        subject -> {
          subjects.add(subject);
          return new Inspected(
              new Report(findings, List.of(NotEvaluated.values())),
              JsonNodeFactory.instance.objectNode());
        };
    InstantSource clock = InstantSource.fixed(GRANTED.plus(sinceGranted));
    return new VerifyAccess(inspection, clock).run(input(), Changes.of(false));
  }

  private VerifyAccess.Input input() {
    Plan plan = new Plan("cmek", List.of(), List.of());
    Target target =
        new Target(
            CLUSTER,
            "name",
            "777788889999",
            "org",
            List.of("eu-west-1", "us-east-1"),
            GRANTED,
            false,
            true,
            "",
            plan);
    Run run =
        new Run(
            "id",
            CLUSTER,
            "source",
            "event",
            1,
            "execution",
            GRANTED,
            GRANTED,
            false,
            false,
            false);
    return new VerifyAccess.Input(
        run,
        new StepResult<>(target, NOTHING),
        new StepResult<>(new Principal(ROLE, "cmek", GRANTED), roleChanges),
        List.of(new StepResult<>(key("eu-west-1", KEY), keyChanges)),
        List.of(new StepResult<>(key("us-east-1", REPLICA), NOTHING)),
        new StepResult<>(new Access(GRANTED, GRANTED), accessChanges));
  }

  private ProvisionedKey key(String region, String arn) {
    return new ProvisionedKey("alias/cmek", region, arn, List.of(region), keyCreatedAt);
  }

  private static Finding finding(FindingCode code, String object) {
    return new Finding(code, object, "wrong", "mend " + code);
  }

  private static List<Change> change(String action, String object) {
    return List.of(new Change(action, object, "detail"));
  }

  private static Reason reason(Outcome<Report> outcome) {
    return switch (outcome) {
      case NotYet<Report>(Reason reason, String _) -> reason;
      case Refused<Report>(Reason reason, String _, String _) -> reason;
      case Done<Report> _ -> throw new AssertionError("done");
    };
  }
}
