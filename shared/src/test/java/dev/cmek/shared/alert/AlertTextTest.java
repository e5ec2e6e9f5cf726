package dev.cmek.shared.alert;

import static dev.cmek.shared.alert.AlertExample.CLUSTER;
import static dev.cmek.shared.alert.AlertExample.DISABLED;
import static dev.cmek.shared.alert.AlertExample.KEY_1;
import static dev.cmek.shared.alert.AlertExample.KEY_2;
import static dev.cmek.shared.alert.AlertExample.NOW;
import static dev.cmek.shared.alert.AlertExample.OPEN;
import static dev.cmek.shared.alert.AlertExample.ROLE;
import static dev.cmek.shared.alert.AlertExample.UNREACHABLE;
import static dev.cmek.shared.alert.AlertExample.once;
import static dev.cmek.shared.alert.AlertExample.twice;
import static dev.cmek.shared.alert.AlertExample.withFacts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.alert.AlertRules.Decision;
import dev.cmek.shared.alert.AlertRules.Occasion;
import dev.cmek.shared.alert.AlertRules.Telling;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The whole text of typical alerts: read them as somebody who was woken by them.
final class AlertTextTest {

  private static final AuditedChange BY_ALICE =
      new AuditedChange(
          List.of(KEY_1),
          "DisableKey",
          "arn:aws:sts::111122223333:assumed-role/Admin/alice",
          NOW.minusSeconds(108),
          "198.51.100.7",
          "0a1b2c3d-1111-4222-8333-444455556666");

  @Test
  void aDisabledKey() {
    Look look =
        withFacts(
            twice("s1", NOW, DISABLED),
            "{'keys':{'" + KEY_1 + "':{'metadata':{'state':'Enabled'}}}}",
            "{'keys':{'" + KEY_1 + "':{'metadata':{'state':'Disabled'}}}}");

    assertThat(text(AlertState.NONE, look, NOW, BY_ALICE))
        .isEqualTo(
            """
            ACCESS LOST: orders-prod, key disabled (eu-west-1)

            The cluster cannot use the key of eu-west-1. Running nodes go on with what they have in \
            memory, but a node that restarts cannot come back, and managed backups fail. Mend it \
            before anything restarts: postpone upgrades, scaling and maintenance.

            Cluster  orders-prod (f78b7feb-b6cf-4396-9d7f-494982d7d81e)
            Since    2026-11-22 03:10 UTC (seen twice in a row)

            KEY_DISABLED  (docs/operations.md#key_disabled)
            <key 1>
            the key is disabled

            To mend it, paste:
            aws kms enable-key --region eu-west-1 --key-id <key 1>

            What changed, as seen 2026-11-22 03:10 UTC
            keys > <key 1> > metadata > state: Enabled -> Disabled

            Who changed something lately
            2026-11-22 03:08 UTC  DisableKey by arn:aws:sts::111122223333:assumed-role/Admin/alice \
            from 198.51.100.7
              on <key 1> (event 0a1b2c3d-1111-4222-8333-444455556666)

            What happens next
            Next reminder 2026-11-22 04:10 UTC, if it lasts; then three hours later, then daily.
            You are told when it is over.
            Done on purpose? Then do not mend it but mute it: docs/operations.md#mutes
            """);
  }

  @Test
  void anActionTakenFromTheRoleHitsTwoKeysAndReadsAsOne() {
    String missing = " may not kms:Decrypt: no statement of the role's policies allows it";
    String put =
        "aws iam put-role-policy --role-name cmek-f78b7feb --policy-name cmek --policy-document"
            + " '{\"Version\":\"2012-10-17\",\"Statement\":[]}'";
    Finding one = new Finding(FindingCode.ACCESS_NOT_GRANTED, KEY_1, ROLE + missing, put);
    Finding two = new Finding(FindingCode.ACCESS_NOT_GRANTED, KEY_2, ROLE + missing, put);
    String facts =
        "{'roles':{'"
            + ROLE
            + "':{'policies':{'cmek':{'Statement':[{'Sid':'CockroachDBCloudCmek','Action':['kms:Encrypt'%s]}]}}}}}";
    Look look =
        withFacts(
            twice("s1", NOW, one, two), facts.formatted(",'kms:Decrypt'"), facts.formatted(""));

    assertThat(text(AlertState.NONE, look, NOW))
        .isEqualTo(
            """
            ACCESS LOST: orders-prod, access not granted (eu-west-1, eu-central-1)

            The cluster cannot use the keys of eu-west-1 and eu-central-1. Running nodes go on with \
            what they have in memory, but a node that restarts cannot come back, and managed backups \
            fail. Mend it before anything restarts: postpone upgrades, scaling and maintenance.

            Cluster  orders-prod (f78b7feb-b6cf-4396-9d7f-494982d7d81e)
            Since    2026-11-22 03:10 UTC (seen twice in a row)

            ACCESS_NOT_GRANTED  (docs/operations.md#access_not_granted)
            <key 1>
            <key 2>
            <role> may not kms:Decrypt: no statement of the role's policies allows it

            To mend it, paste:
            aws iam put-role-policy --role-name cmek-f78b7feb --policy-name cmek --policy-document \
            '{"Version":"2012-10-17","Statement":[]}'

            What changed, as seen 2026-11-22 03:10 UTC
            roles > <role> > policies > cmek > Statement CockroachDBCloudCmek > Action: removed \
            kms:Decrypt

            Who did it is not known here. The audit trail tells, up to 15 minutes late:
            lookup <role> since 2026-11-22T02:10:00Z

            What happens next
            Next reminder 2026-11-22 04:10 UTC, if it lasts; then three hours later, then daily.
            You are told when it is over.
            Done on purpose? Then do not mend it but mute it: docs/operations.md#mutes
            """);
  }

  @Test
  void aKeyOpenedToEverybodyWhileAnotherIsLost() {
    AlertState known = after(AlertState.NONE, twice("s1", NOW, DISABLED), NOW);
    Instant now = NOW.plus(Duration.ofMinutes(10));

    assertThat(text(known, twice("s2", now, DISABLED, OPEN), now))
        .isEqualTo(
            """
            EXPOSED: orders-prod, key open to everyone (eu-central-1)

            The cluster works, but it is not protected the way it was set up: what follows says what \
            is open, and to whom. Until you know who did it and why, treat it as a security incident.

            Cluster  orders-prod (f78b7feb-b6cf-4396-9d7f-494982d7d81e)
            Since    2026-11-22 03:20 UTC (seen twice in a row)

            Still wrong beside it, and told before
            KEY_DISABLED  <key 1>  since 2026-11-22 03:10 UTC

            KEY_OPEN_TO_EVERYONE  (docs/operations.md#key_open_to_everyone)
            <key 2>
            statement Open of the key's policy allows everybody kms:Decrypt

            To mend it, paste:
            aws kms put-key-policy --region eu-central-1 --key-id <key 2> --policy-name default \
            --policy '{"Version":"2012-10-17","Statement":[]}'

            Who did it is not known here. The audit trail tells, up to 15 minutes late:
            lookup <key 2> since 2026-11-22T02:20:00Z
            lookup <role> since 2026-11-22T02:20:00Z

            What happens next
            Next reminder 2026-11-22 04:20 UTC, if it lasts; then three hours later, then daily.
            You are told when it is over.
            Done on purpose? Then do not mend it but mute it: docs/operations.md#mutes
            """);
  }

  @Test
  void aReminderAfterAnHour() {
    AlertState known = after(AlertState.NONE, twice("s1", NOW, DISABLED), NOW);
    Instant now = NOW.plus(Duration.ofMinutes(65));

    assertThat(text(known, once("s2", now, DISABLED), now, BY_ALICE))
        .startsWith(
            """
            STILL LOST after 1 h 5 min: orders-prod, key disabled (eu-west-1)

            The cluster cannot use the key of eu-west-1. Running nodes\
            """)
        .contains(
            """

            Since    2026-11-22 03:10 UTC (1 h 5 min)

            KEY_DISABLED  (docs/operations.md#key_disabled)
            <key 1>
            the key is disabled

            To mend it, paste:
            aws kms enable-key --region eu-west-1 --key-id <key 1>

            Who changed something lately
            2026-11-22 03:08 UTC  DisableKey by\
            """)
        .contains("\nNext reminder 2026-11-22 07:15 UTC, if it lasts; then daily.\n");
  }

  @Test
  void accessThatIsBack() {
    AlertState known = after(AlertState.NONE, twice("s1", NOW, DISABLED), NOW);
    Instant now = NOW.plus(Duration.ofMinutes(125));
    AuditedChange mended =
        new AuditedChange(List.of(KEY_1), "EnableKey", "", now.minusSeconds(90), "", "e-2");

    assertThat(text(known, twice("s3", now), now, mended))
        .isEqualTo(
            """
            RESTORED after 2 h 5 min: orders-prod can use its keys again (eu-west-1)

            Two looks in a row found nothing wrong with it any more. Nodes that restarted while \
            access was lost do not come back by themselves: look at the cluster's nodes in the Cloud \
            Console, and if one is down, ask the vendor's support, naming cluster and organization.

            Cluster  orders-prod (f78b7feb-b6cf-4396-9d7f-494982d7d81e)
            Was      2026-11-22 03:10 UTC to 2026-11-22 05:15 UTC (2 h 5 min)

            What is over
            KEY_DISABLED  <key 1>  since 2026-11-22 03:10 UTC

            Who changed something lately
            2026-11-22 05:13 UTC  EnableKey by somebody the trail does not name
              on <key 1> (event e-2)
            """);
  }

  @Test
  void aPartThatIsBackIsNotCalledRestored() {
    Finding other = new Finding(FindingCode.KEY_DISABLED, KEY_2, "the key is disabled", "aws b");
    AlertState known = after(AlertState.NONE, twice("s1", NOW, DISABLED, other), NOW);
    Instant now = NOW.plus(Duration.ofMinutes(25));

    assertThat(text(known, twice("s2", now, other), now))
        .startsWith("PARTLY RESTORED: orders-prod, no longer key disabled (eu-west-1)\n")
        .contains(
            """

            Still wrong beside it, and told before
            KEY_DISABLED  <key 2>  since 2026-11-22 03:10 UTC
            """)
        .endsWith("\nWhat happens next\nYou are reminded of what is still wrong.\n");
  }

  @Test
  void aClusterThatNobodyCanJudge() {
    AlertState blind = AlertState.NONE.unknown(2, "s2");

    assertThat(text(blind, once("s3", NOW, UNREACHABLE), NOW))
        .isEqualTo(
            """
            ACCESS UNKNOWN: orders-prod, fact unreachable

            Nobody can tell whether the cluster can still use its keys: three sweeps in a row could \
            not see it. Nothing is known to be lost, but a loss would go unnoticed.

            Cluster  orders-prod (f78b7feb-b6cf-4396-9d7f-494982d7d81e)
            Since    2026-11-22 03:10 UTC (not seen by three sweeps in a row)

            FACT_UNREACHABLE  (docs/operations.md#fact_unreachable)
            cluster f78b7feb-b6cf-4396-9d7f-494982d7d81e
            the Cloud API does not say what CMEK looks like: HTTP 503

            What to do: Nothing, unless it lasts: then look at the Cloud API's status page

            What happens next
            Next reminder 2026-11-23 03:10 UTC, if it lasts; then daily.
            You are told when it is over.
            Done on purpose? Then do not mend it but mute it: docs/operations.md#mutes
            """);
  }

  static Stream<Arguments> remedies() {
    return Stream.of(
        arguments("aws kms enable-key --key-id k", "", "aws kms enable-key --key-id k"),
        arguments(
            "Find out who told the Cloud API so. If it was a mistake: curl -X PUT https://x: y",
            "Find out who told the Cloud API so. If it was a mistake:",
            "curl -X PUT https://x: y"),
        arguments(
            "Whoever owns the account asks AWS Support, and then runs: aws kms put-key-policy",
            "Whoever owns the account asks AWS Support, and then runs:",
            "aws kms put-key-policy"),
        arguments(
            "Whoever keeps it brings it back; why it does not answer is shown by: aws kms describe",
            "Whoever keeps it brings it back; why it does not answer is shown by:",
            "aws kms describe"),
        arguments(
            "Whoever wrote that statement exempts arn:aws:iam::1:role/r from it: no command can",
            "Whoever wrote that statement exempts arn:aws:iam::1:role/r from it: no command can",
            ""),
        arguments(
            "imports the same material again (aws kms get-parameters-for-import, then …)",
            "imports the same material again (aws kms get-parameters-for-import, then …)",
            ""));
  }

  @ParameterizedTest
  @MethodSource("remedies")
  void commandsStandAlone(String remedy, String words, String command) {
    assertThat(Remedy.of(remedy)).isEqualTo(new Remedy(words, command));
  }

  @ParameterizedTest
  @EnumSource(
      value = FindingCode.class,
      names = {"ROLE_MISSING", "KEY_OPEN_TO_OTHER_ACCOUNT", "TRUST_WITHOUT_EXTERNAL_ID"})
  void titlesFitAndStayAscii(FindingCode code) {
    List<String> regions = IntStream.range(0, 12).mapToObj(i -> "ap-southeast-" + (i + 1)).toList();
    Look look = inRegions(twice("s1", NOW, new Finding(code, ROLE, "wrong", "aws x")), regions);

    Announcement told = alert(AlertState.NONE, look, NOW);

    assertThat(told.title()).hasSizeLessThanOrEqualTo(100).matches("\\p{ASCII}+");
    assertThat(told.title()).contains("orders-prod", "(12 regions)");
  }

  @Test
  void machinesReadTheSame() {
    Look look =
        withFacts(twice("s1", NOW, DISABLED), "{'state':'Enabled'}", "{'state':'Disabled'}");

    Announcement told = alert(AlertState.NONE, look, NOW, BY_ALICE);
    JsonNode data = Payloads.tree(Payloads.write(told.data()));

    assertThat(told.type()).isEqualTo("dev.cmek.access.lost.v1");
    assertThat(told.subject()).isEqualTo(CLUSTER.value());
    assertThat(data.at("/clusterId").asText()).isEqualTo(CLUSTER.value());
    assertThat(data.at("/name").asText()).isEqualTo("orders-prod");
    assertThat(data.at("/sweep").asText()).isEqualTo("s1");
    assertThat(data.at("/lookedAt").asText()).isEqualTo("2026-11-22T03:10:00Z");
    assertThat(data.at("/findings/0/code").asText()).isEqualTo("KEY_DISABLED");
    assertThat(data.at("/findings/0/severity").asText()).isEqualTo("ACCESS_LOST");
    assertThat(data.at("/findings/0/object").asText()).isEqualTo(KEY_1);
    assertThat(data.at("/findings/0/regions/0").asText()).isEqualTo("eu-west-1");
    assertThat(data.at("/findings/0/since").asText()).isEqualTo("2026-11-22T03:10:00Z");
    assertThat(data.at("/findings/0/remedy").asText()).isEqualTo(DISABLED.remedy());
    assertThat(data.at("/changes/0/by").asText()).isEqualTo(BY_ALICE.by());
    assertThat(data.at("/differences/0").asText()).isEqualTo("state: Enabled -> Disabled");
  }

  @Test
  void longCommandsFitTheTopicAndTheBus() {
    Finding[] findings =
        IntStream.range(0, 20)
            .mapToObj(i ->
                new Finding(
                    FindingCode.KEY_OPEN_TO_EVERYONE,
                    KEY_1 + i,
                    "open",
                    "aws kms put-key-policy " + i + "x".repeat(32_000)))
            .toArray(Finding[]::new);

    Announcement told = alert(AlertState.NONE, twice("s1", NOW, findings), NOW);

    assertThat(told.text()).hasSizeBetween(100_000, 200_000).contains("/look.json in the state");
    assertThat(Payloads.writeString(told.data())).hasSizeLessThan(50_000);
  }

  @Test
  void oldChangesOfTheFactsAreNotBlamed() {
    Look look = withFacts(twice("s1", NOW, DISABLED), "{'state':'A'}", "{'state':'B'}");
    Instant later = NOW.plus(Duration.ofDays(1));
    Look again =
        new Look(
            look.clusterId(),
            look.name(),
            "s2",
            later,
            look.protection(),
            look.keys(),
            look.bareRegions(),
            look.findings(),
            look.notEvaluated(),
            look.earlier(),
            look.facts(),
            look.factsBefore(),
            NOW);

    assertThat(text(AlertState.NONE, again, later, BY_ALICE))
        .doesNotContain("What changed", "alice")
        .contains("Who did it is not known here.");
  }

  private static Look inRegions(Look look, List<String> regions) {
    return new Look(
        look.clusterId(),
        look.name(),
        look.sweep(),
        look.at(),
        look.protection(),
        regions.stream().map(r -> new RegionKey(r, KEY_1, ROLE)).toList(),
        look.bareRegions(),
        look.findings(),
        look.notEvaluated(),
        look.earlier(),
        look.facts(),
        look.factsBefore(),
        look.factsSince());
  }

  private static AlertState after(AlertState state, Look look, Instant now) {
    return decide(state, look, now).tellings().getLast().after();
  }

  private static String text(AlertState state, Look look, Instant now, AuditedChange... changes) {
    return alert(state, look, now, changes)
        .text()
        .replace(KEY_1, "<key 1>")
        .replace(KEY_2, "<key 2>")
        .replace(ROLE, "<role>");
  }

  private static Announcement alert(
      AlertState state, Look look, Instant now, AuditedChange... changes) {
    Telling telling = decide(state, look, now).tellings().getFirst();
    return new Alert(telling, look, List.of(changes), now)
        .announcement((object, since) ->
            object.startsWith("arn:")
                ? Optional.of("lookup " + object + " since " + since)
                : Optional.empty());
  }

  private static Decision decide(AlertState state, Look look, Instant now) {
    return AlertRules.decide(state, new Occasion(look, true, false, Muting.NOTHING, now));
  }
}
