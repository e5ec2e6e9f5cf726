package dev.cmek.shared.verify.aws;

import static dev.cmek.shared.verify.FindingCode.*;
import static dev.cmek.shared.verify.aws.SetUp.ACCOUNT_STATEMENT;
import static dev.cmek.shared.verify.aws.SetUp.BOUNDARY;
import static dev.cmek.shared.verify.aws.SetUp.ROLE_POLICY;
import static dev.cmek.shared.verify.aws.SetUp.ROLE_STATEMENT;
import static dev.cmek.shared.verify.aws.SetUp.TRUST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Report;
import dev.cmek.shared.verify.aws.KeyFacts.Grant;
import dev.cmek.shared.verify.aws.KeyFacts.Rotation;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What people and programs do to access: each found, by the right name, and nothing else claimed.
class SabotageTest {

  private static final String ALL =
      "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";

  @ParameterizedTest
  @MethodSource("sabotage")
  void isFoundByItsName(SetUp setUp, Set<FindingCode> expected) {
    Report report = setUp.report();

    assertThat(codes(report)).as(report.findings().toString()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("sabotage")
  void isToldWorstFirstWithRemedy(SetUp setUp, Set<FindingCode> expected) {
    List<Finding> findings = setUp.report().findings();

    assertThat(findings).isSortedAccordingTo((a, b) -> a.severity().compareTo(b.severity()));
    assertThat(findings).allSatisfy(f -> assertThat(f.remedy()).isNotBlank());
    assertThat(findings).allSatisfy(f -> assertThat(f.severity()).isEqualTo(f.code().severity()));
  }

  /// A remedy that is a command is run as it stands, unless another finding's has mended it
  /// already; then that finding is gone and nothing worse came.
  @ParameterizedTest
  @MethodSource("sabotage")
  void isMendedByItsRemedy(SetUp setUp, Set<FindingCode> expected) {
    for (Finding finding : setUp.report().findings()) {
      if (!finding.remedy().startsWith("aws ") || !isThere(finding, setUp)) {
        continue;
      }
      new AwsCli(setUp).run(finding.remedy());

      assertThat(isThere(finding, setUp)).as(finding.remedy()).isFalse();
    }
    assertThat(expected)
        .as(setUp.report().findings().toString())
        .containsAll(codes(setUp.report()));
  }

  private static boolean isThere(Finding finding, SetUp setUp) {
    return setUp.report().findings().stream()
        .anyMatch(f ->
            f.code() == finding.code()
                && f.object().equals(finding.object())
                && f.message().equals(finding.message()));
  }

  private static Set<FindingCode> codes(Report report) {
    return report.findings().stream()
        .map(Finding::code)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(FindingCode.class)));
  }

  static Stream<Arguments> sabotage() {
    return Stream.of(roleAndTrust(), boundaries(), excess(), keys(), access(), others(), unread())
        .flatMap(rows -> rows);
  }

  private static Stream<Arguments> roleAndTrust() {
    return Stream.of(
        row("role deleted, keys name it", s().byKeyPolicy().noRole(), ROLE_MISSING),
        row("role deleted", s().noRole(), ROLE_MISSING),
        row(
            "role replaced by one elsewhere",
            s().rolePath("/x/")
                .roleSeen(r -> RoleFacts.absent("arn:aws:iam::111122223333:user/ann")),
            ROLE_MISSING),
        row("trust empty", s().trust(), TRUST_WITHOUT_VENDOR),
        row(
            "another account trusted",
            s().trust(TRUST.replace("VENDOR", "444455556666")),
            TRUST_WITHOUT_VENDOR,
            TRUST_OPEN_TO_OTHERS),
        row(
            "account number mistyped",
            s().trust(TRUST.replace("arn:PART:iam::VENDOR:root", "77778888999")),
            TRUST_WITHOUT_VENDOR,
            TRUST_OPEN_TO_OTHERS),
        row(
            "own account trusted instead",
            s().trust(TRUST.replace("VENDOR", "ACCOUNT")),
            TRUST_WITHOUT_VENDOR,
            TRUST_OPEN_TO_OTHERS),
        row(
            "one more account trusted",
            s().trust(
                    TRUST.replace(
                        "\"arn:PART:iam::VENDOR:root\"", "[\"VENDOR\", \"444455556666\"]")),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a role of ours trusted too",
            s().trust(
                    TRUST,
                    TRUST.replace("arn:PART:iam::VENDOR:root", "arn:PART:iam::ACCOUNT:role/dev")),
            TRUST_OPEN_TO_OTHERS),
        row(
            "everybody trusted",
            s().trust(TRUST.replace("arn:PART:iam::VENDOR:root", "*")),
            TRUST_OPEN_TO_OTHERS),
        row(
            "everybody of an organization trusted",
            s().trust(
                    TRUST,
                    TRUST
                        .replace("arn:PART:iam::VENDOR:root", "*")
                        .replace(
                            "\"sts:ExternalId\": \"ORG\"", "\"aws:PrincipalOrgID\": \"o-abc\"")),
            TRUST_OPEN_TO_OTHERS,
            TRUST_WITHOUT_EXTERNAL_ID),
        row(
            "everybody but one trusted",
            s().trust(
                    TRUST.replace(
                        "\"Principal\": {\"AWS\": \"arn:PART:iam::VENDOR:root\"}",
                        "\"NotPrincipal\": {\"AWS\": \"444455556666\"}")),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a service trusted",
            s().trust(
                    TRUST,
                    "{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"ec2.amazonaws.com\"}, \"Action\": \"sts:AssumeRole\"}"),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a service of our account trusted",
            s().trust(
                    TRUST,
                    "{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"lambda.amazonaws.com\"}, \"Action\": \"sts:AssumeRole\", \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": \"ACCOUNT\"}}}"),
            TRUST_OPEN_TO_OTHERS),
        row(
            "an identity provider trusted",
            s().trust(
                    TRUST,
                    "{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:PART:iam::ACCOUNT:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:x/*\"}}}"),
            TRUST_OPEN_TO_OTHERS),
        row(
            "only one role of the vendor trusted",
            s().trust(TRUST.replace(":root", ":role/console")),
            TRUST_UNDECIDED),
        row(
            "vendor trusted only with MFA",
            s().trust(
                    TRUST.replace(
                        "\"Condition\": {",
                        "\"Condition\": {\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}, ")),
            TRUST_UNDECIDED),
        row(
            "vendor trusted only from an address",
            s().trust(
                    TRUST.replace(
                        "\"Condition\": {",
                        "\"Condition\": {\"IpAddress\": {\"aws:SourceIp\": \"203.0.113.0/24\"}, ")),
            TRUST_UNDECIDED),
        row(
            "vendor trusted only with an unknown operator",
            s().trust(TRUST.replace("StringEquals", "StringIs")),
            TRUST_UNDECIDED,
            TRUST_WITHOUT_EXTERNAL_ID),
        row(
            "vendor denied",
            s().trust(
                    TRUST,
                    "{\"Effect\": \"Deny\", \"Principal\": {\"AWS\": \"VENDOR\"}, \"Action\": \"sts:*\"}"),
            TRUST_WITHOUT_VENDOR),
        row(
            "trust allows another action",
            s().trust(TRUST.replace("sts:AssumeRole", "sts:TagSession")),
            TRUST_WITHOUT_VENDOR),
        row(
            "trust without action",
            s().trust(TRUST.replace("\"Action\": \"sts:AssumeRole\",", "")),
            TRUST_WITHOUT_VENDOR),
        row(
            "external id of the cluster instead",
            s().trust(TRUST.replace("ORG", SetUp.CLUSTER.value())),
            TRUST_WRONG_EXTERNAL_ID,
            TRUST_OTHER_EXTERNAL_ID),
        row(
            "external id in upper case",
            s().trust(TRUST.replace("ORG", SetUp.ORG.toUpperCase(Locale.ROOT))),
            TRUST_WRONG_EXTERNAL_ID,
            TRUST_OTHER_EXTERNAL_ID),
        row(
            "external id denied",
            s().trust(
                    TRUST,
                    "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"*\", \"Condition\": {\"StringEquals\": {\"sts:ExternalId\": \"ORG\"}}}"),
            TRUST_WRONG_EXTERNAL_ID),
        row(
            "no external id asked for",
            s().trust(
                    "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"VENDOR\"}, \"Action\": \"sts:AssumeRole\"}"),
            TRUST_WITHOUT_EXTERNAL_ID),
        row(
            "external id only if there is one",
            s().trust(TRUST.replace("StringEquals", "StringEqualsIfExists")),
            TRUST_WITHOUT_EXTERNAL_ID),
        row(
            "external id for all values",
            s().trust(TRUST.replace("StringEquals", "ForAllValues:StringEquals")),
            TRUST_WITHOUT_EXTERNAL_ID),
        row(
            "any external id",
            s().trust(TRUST.replace("StringEquals", "StringLike").replace("ORG", "*")),
            TRUST_WITHOUT_EXTERNAL_ID),
        row(
            "any external id but one",
            s().trust(TRUST.replace("StringEquals", "StringNotEquals").replace("ORG", "x")),
            TRUST_WITHOUT_EXTERNAL_ID),
        row(
            "external id merely present",
            s().trust(
                    TRUST.replace(
                        "\"StringEquals\": {\"sts:ExternalId\": \"ORG\"}",
                        "\"Null\": {\"sts:ExternalId\": \"false\"}")),
            TRUST_WITHOUT_EXTERNAL_ID),
        row(
            "a second statement without external id",
            s().trust(
                    TRUST,
                    "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"VENDOR\"}, \"Action\": \"sts:AssumeRole\"}"),
            TRUST_WITHOUT_EXTERNAL_ID),
        row(
            "an organization more",
            s().trust(
                    TRUST.replace(
                        "\"ORG\"", "[\"ORG\", \"99999999-0000-4000-8000-000000000000\"]")),
            TRUST_OTHER_EXTERNAL_ID),
        row(
            "a deleted principal in the trust",
            s().trust(
                    TRUST.replace(
                        "\"arn:PART:iam::VENDOR:root\"", "[\"VENDOR\", \"AROAEXAMPLEEXAMPLE\"]")),
            TRUST_DEAD_PRINCIPAL),
        row("owner's tag removed from the role", s().noRoleTag("cmek:cluster"), OWNER_TAGS_MISSING),
        row(
            "owner's tag changed on the role",
            s().roleTag("cmek:managed-by", "me, myself"),
            OWNER_TAGS_MISSING));
  }

  private static Stream<Arguments> boundaries() {
    return Stream.of(
        row("boundary removed", s().boundaryArn(null), BOUNDARY_MISSING),
        row(
            "boundary replaced by a wide one",
            s().boundaryArn("arn:aws:iam::aws:policy/AdministratorAccess").boundary(ALL),
            BOUNDARY_OTHER),
        row(
            "boundary replaced by a useless one",
            s().boundaryArn("arn:PART:iam::ACCOUNT:policy/none")
                .boundary("{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}"),
            BOUNDARY_OTHER,
            ACCESS_BEYOND_BOUNDARY),
        row(
            "boundary widened",
            s().boundary(
                    BOUNDARY,
                    "{\"Effect\": \"Allow\", \"Action\": \"s3:Get*\", \"Resource\": \"*\"}"),
            BOUNDARY_TOO_WIDE),
        row(
            "boundary widened to all of KMS",
            s().boundary(BOUNDARY.replace("\"kms:Encrypt\"", "\"kms:*\"")),
            BOUNDARY_TOO_WIDE),
        row(
            "boundary widened by exclusion",
            s().boundary("{\"Effect\": \"Allow\", \"NotAction\": \"iam:*\", \"Resource\": \"*\"}"),
            BOUNDARY_TOO_WIDE),
        row(
            "boundary lacks an action",
            s().boundary(BOUNDARY.replace("\"kms:Decrypt\", ", "")),
            ACCESS_BEYOND_BOUNDARY),
        row(
            "boundary of another region",
            s().boundary(BOUNDARY.replace("kms:*:ACCOUNT", "kms:eu-west-1:ACCOUNT")),
            ACCESS_BEYOND_BOUNDARY),
        row(
            "boundary denies",
            s().boundary(
                    BOUNDARY,
                    "{\"Effect\": \"Deny\", \"Action\": \"kms:Encrypt\", \"Resource\": \"*\"}"),
            ACCESS_DENIED),
        row(
            "boundary limits what the key policy gives",
            s().byKeyPolicy().boundary(BOUNDARY.replace("\"kms:Encrypt\", ", "")),
            ACCESS_BEYOND_BOUNDARY));
  }

  private static Stream<Arguments> excess() {
    return Stream.of(
        row(
            "all of KMS on the keys, no boundary",
            s().byHand().inline("cmek", ROLE_POLICY.replace("\"kms:Encrypt\"", "\"kms:*\"")),
            ROLE_OTHER_ACTIONS),
        row(
            "key deletion beside",
            s().byHand()
                .inline(
                    "more",
                    "{\"Effect\": \"Allow\", \"Action\": \"kms:ScheduleKeyDeletion\", \"Resource\": [\"KEY1\"]}"),
            ROLE_OTHER_ACTIONS),
        row(
            "grants beside",
            s().byHand()
                .inline(
                    "more",
                    "{\"Effect\": \"Allow\", \"Action\": \"kms:CreateGr*\", \"Resource\": \"KEY2\"}"),
            ROLE_OTHER_ACTIONS),
        row(
            "another service beside",
            s().byHand()
                .inline(
                    "more",
                    "{\"Effect\": \"Allow\", \"Action\": \"sqs:ReceiveMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:ACCOUNT:q\"}"),
            ROLE_OTHER_ACTIONS),
        row(
            "administrator",
            s().byHand().attached("arn:aws:iam::aws:policy/AdministratorAccess", ALL),
            ROLE_OTHER_ACTIONS,
            ROLE_OTHER_KEYS),
        row(
            "all but IAM",
            s().byHand()
                .attached(
                    "arn:aws:iam::aws:policy/PowerUserAccess",
                    "{\"Effect\": \"Allow\", \"NotAction\": \"iam:*\", \"Resource\": \"*\"}"),
            ROLE_OTHER_ACTIONS,
            ROLE_OTHER_KEYS),
        row(
            "administrator of all keys within the boundary",
            s().attached("arn:aws:iam::aws:policy/AdministratorAccess", ALL),
            ROLE_OTHER_KEYS),
        row(
            "all keys",
            s().inline("cmek", ROLE_POLICY.replace("[\"KEY1\", \"KEY2\"]", "\"*\"")),
            ROLE_OTHER_KEYS),
        row(
            "all keys of a region",
            s().inline(
                    "cmek",
                    ROLE_POLICY.replace(
                        "\"KEY2\"", "\"KEY2\", \"arn:PART:kms:ap-south-1:ACCOUNT:key/*\"")),
            ROLE_OTHER_KEYS),
        row(
            "one key more",
            s().inline(
                    "second",
                    ROLE_POLICY.replace(
                        "[\"KEY1\", \"KEY2\"]",
                        "\"arn:PART:kms:eu-west-1:ACCOUNT:key/99999999-aaaa-4bbb-8ccc-dddddddddddd\"")),
            ROLE_OTHER_KEYS),
        row(
            "a key of another account",
            s().byHand()
                .inline(
                    "second",
                    ROLE_POLICY.replace(
                        "[\"KEY1\", \"KEY2\"]", "\"arn:PART:kms:eu-west-1:444455556666:key/*\"")),
            ROLE_OTHER_KEYS),
        row(
            "all keys but one",
            s().inline(
                    "cmek",
                    ROLE_POLICY.replace(
                        "\"Resource\": [\"KEY1\", \"KEY2\"]",
                        "\"NotResource\": \"arn:PART:kms:eu-west-1:ACCOUNT:key/x\"")),
            ROLE_OTHER_KEYS),
        row(
            "kms:* in the key policy, no boundary",
            s().byHand()
                .byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT, ROLE_STATEMENT.replace("\"kms:Encrypt\"", "\"kms:*\"")),
            ROLE_OTHER_ACTIONS),
        row(
            "grants in the key policy, no boundary",
            s().byHand()
                .byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    ROLE_STATEMENT,
                    ROLE_STATEMENT.replace("\"kms:Encrypt\"", "\"kms:CreateGrant\"")),
            ROLE_OTHER_ACTIONS),
        row(
            "KMS grant with more operations",
            s().key(k -> k.grantToRole(false, List.of("Decrypt", "CreateGrant"))),
            ROLE_OTHER_ACTIONS));
  }

  private static Stream<Arguments> keys() {
    return Stream.of(
        row("key gone", s().key(k -> k.exists = false), KEY_MISSING),
        row(
            "an alias instead of a key",
            s().regionUses("eu-west-1", "arn:PART:kms:eu-west-1:ACCOUNT:alias/cmek"),
            KEY_URI_INVALID,
            ROLE_OTHER_KEYS),
        row("key disabled", s().key(k -> k.state = "Disabled"), KEY_DISABLED),
        row("key to be deleted", s().key(k -> k.state = "PendingDeletion"), KEY_PENDING_DELETION),
        row(
            "primary to be deleted after its replicas",
            s().multiRegion().key(k -> k.state = "PendingReplicaDeletion"),
            KEY_PENDING_DELETION),
        row(
            "imported material expired",
            s().key(k -> {
              k.state = "PendingImport";
              k.origin = "EXTERNAL";
            }),
            KEY_PENDING_IMPORT,
            KEY_FOREIGN_MATERIAL),
        row(
            "key store disconnected",
            s().key(k -> {
              k.state = "Unavailable";
              k.origin = "AWS_CLOUDHSM";
            }),
            KEY_UNAVAILABLE,
            KEY_FOREIGN_MATERIAL),
        row("a state nobody knows", s().key(k -> k.state = "Confused"), KEY_UNAVAILABLE),
        row(
            "key still being created",
            s().multiRegion().key(k -> k.state = "Creating"),
            KEY_BEING_CREATED),
        row(
            "asymmetric key",
            s().key(k -> {
              k.spec = "RSA_4096";
              k.rotation = null;
            }),
            KEY_WRONG_KIND),
        row(
            "key for signatures",
            s().key(k -> {
              k.spec = "ECC_NIST_P256";
              k.usage = "SIGN_VERIFY";
              k.rotation = null;
            }),
            KEY_WRONG_KIND),
        row(
            "key for message codes",
            s().key(k -> {
              k.spec = "HMAC_256";
              k.usage = "GENERATE_VERIFY_MAC";
            }),
            KEY_WRONG_KIND),
        row(
            "a key of AWS",
            s().key(k -> {
              k.manager = "AWS";
              k.policy =
                  SetUp.document(
                      "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"*\"}, \"Action\": [\"kms:Encrypt\", \"kms:Decrypt\", \"kms:CreateGrant\"], \"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"kms:CallerAccount\": \"ACCOUNT\", \"kms:ViaService\": \"ebs.eu-west-1.amazonaws.com\"}}}",
                      "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:PART:iam::ACCOUNT:root\"}, \"Action\": [\"kms:Describe*\", \"kms:Get*\", \"kms:List*\", \"kms:RevokeGrant\"], \"Resource\": \"*\"}");
            }),
            KEY_OF_AWS),
        row(
            "imported material",
            s().key(k -> {
              k.origin = "EXTERNAL";
              k.rotation = null;
            }),
            KEY_FOREIGN_MATERIAL),
        row(
            "keys of regions swapped",
            s().regionUses("eu-west-1", "KEY2").regionUses("us-east-1", "KEY1"),
            KEY_OF_OTHER_REGION),
        row(
            "replica not used",
            s().multiRegion().regionUses("us-east-1", "KEY1"),
            KEY_REPLICA_UNUSED),
        row("rotation off", s().key(k -> k.rotation = new Rotation(false, null)), ROTATION_OFF),
        row(
            "rotation overdue",
            s().key(k -> k.rotation = new Rotation(true, SetUp.NOW.minusSeconds(864_000))),
            ROTATION_OVERDUE),
        row(
            "owner's tag removed from the key",
            s().key(k -> k.tags.remove("cmek:cluster")),
            OWNER_TAGS_MISSING));
  }

  private static Stream<Arguments> access() {
    return Stream.of(
        row("role's policy deleted", s().noInline("cmek"), ACCESS_NOT_GRANTED),
        row(
            "role's policy for one key only",
            s().inline("cmek", ROLE_POLICY.replace(", \"KEY2\"", "")),
            ACCESS_NOT_GRANTED),
        row(
            "role's policy without Decrypt",
            s().inline("cmek", ROLE_POLICY.replace("\"kms:Decrypt\", ", "")),
            ACCESS_NOT_GRANTED),
        row(
            "role's policy with a mistyped action",
            s().inline("cmek", ROLE_POLICY.replace("kms:Decrypt", "kms:Decript")),
            ACCESS_NOT_GRANTED),
        row(
            "GenerateDataKey without wildcard",
            s().inline("cmek", ROLE_POLICY.replace("GenerateDataKey*", "GenerateDataKey")),
            ACCESS_NOT_GRANTED),
        row(
            "ReEncryptTo only",
            s().inline("cmek", ROLE_POLICY.replace("ReEncrypt*", "ReEncryptTo")),
            ACCESS_NOT_GRANTED),
        row(
            "role's policy without action",
            s().inline("cmek", "{\"Effect\": \"Allow\", \"Resource\": \"*\"}"),
            ACCESS_NOT_GRANTED),
        row(
            "role's policy names an alias",
            s().inline(
                    "cmek",
                    ROLE_POLICY.replace(
                        "\"KEY1\"", "\"arn:PART:kms:eu-west-1:ACCOUNT:alias/cmek\"")),
            ACCESS_NOT_GRANTED),
        row(
            "role's policy names another partition",
            s().in("aws-us-gov")
                .inline(
                    "cmek",
                    ROLE_POLICY.replace(
                        "\"KEY1\"", "\"arn:aws:kms:eu-west-1:ACCOUNT:key/" + SetUp.FIRST + "\"")),
            ACCESS_NOT_GRANTED),
        row(
            "only through another service",
            s().inline(
                    "cmek",
                    ROLE_POLICY.replace(
                        "]}",
                        "], \"Condition\": {\"StringLike\": {\"kms:ViaService\": \"s3.*\"}}}")),
            ACCESS_NOT_GRANTED),
        row(
            "policy expired",
            s().inline(
                    "cmek",
                    ROLE_POLICY.replace(
                        "]}",
                        "], \"Condition\": {\"DateLessThan\": {\"aws:CurrentTime\": \"2026-11-01T00:00:00Z\"}}}")),
            ACCESS_NOT_GRANTED),
        row(
            "role's policy denies",
            s().inline(
                    "stop", "{\"Effect\": \"Deny\", \"Action\": \"kms:*\", \"Resource\": \"*\"}"),
            ACCESS_DENIED),
        row(
            "a managed policy denies",
            s().attached(
                    "arn:PART:iam::ACCOUNT:policy/quarantine",
                    "{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"KEY1\"}"),
            ACCESS_DENIED),
        row(
            "a managed policy denies all but S3",
            s().attached(
                    "arn:PART:iam::ACCOUNT:policy/s3only",
                    "{\"Effect\": \"Deny\", \"NotAction\": \"s3:*\", \"Resource\": \"*\"}"),
            ACCESS_DENIED),
        row(
            "key policy denies the role",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Deny\", \"Principal\": {\"AWS\": \"ROLE\"}, \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}"),
            ACCESS_DENIED),
        row(
            "key policy denies everybody",
            s().byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    ROLE_STATEMENT,
                    "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}"),
            ACCESS_DENIED),
        row(
            "key policy denies all but others",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\", \"Condition\": {\"ArnNotEquals\": {\"aws:PrincipalArn\": \"arn:PART:iam::ACCOUNT:role/other\"}}}"),
            ACCESS_DENIED),
        row(
            "key policy denies all but NotPrincipal",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Deny\", \"NotPrincipal\": {\"AWS\": \"arn:PART:iam::ACCOUNT:user/ann\"}, \"Action\": \"kms:Encrypt\", \"Resource\": \"*\"}"),
            ACCESS_DENIED),
        row(
            "key policy denies the account",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Deny\", \"Principal\": {\"AWS\": \"ACCOUNT\"}, \"Action\": \"kms:GenerateDataKey\", \"Resource\": \"*\"}"),
            ACCESS_DENIED),
        row(
            "account taken out of the key policy",
            s().keyPolicy(
                    "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:PART:iam::ACCOUNT:role/Admin\"}, \"Action\": \"kms:*\", \"Resource\": \"*\"}"),
            ACCESS_NOT_DELEGATED,
            KEY_WITHOUT_ACCOUNT),
        row(
            "account may only administer",
            s().keyPolicy(ACCOUNT_STATEMENT.replace("\"kms:*\"", "[\"kms:Put*\", \"kms:Get*\"]")),
            ACCESS_NOT_DELEGATED),
        row(
            "another account in the account's place",
            s().keyPolicy(ACCOUNT_STATEMENT.replace("ACCOUNT", "444455556666")),
            ACCESS_NOT_DELEGATED,
            KEY_OPEN_TO_OTHER_ACCOUNT,
            KEY_LOCKED_OUT),
        row(
            "nothing on either side",
            s().noInline("cmek")
                .keyPolicy(
                    "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:PART:iam::ACCOUNT:role/Admin\"}, \"Action\": \"kms:*\", \"Resource\": \"*\"}"),
            ACCESS_NOT_GRANTED,
            KEY_WITHOUT_ACCOUNT),
        row(
            "role's statement taken out of one key policy",
            s().byKeyPolicy().key(k -> k.policy = SetUp.document(ACCOUNT_STATEMENT)),
            ACCESS_NOT_GRANTED),
        row(
            "role's statement without resource",
            s().byKeyPolicy()
                .keyPolicy(ACCOUNT_STATEMENT, ROLE_STATEMENT.replace(", \"Resource\": \"*\"", "")),
            ACCESS_NOT_GRANTED),
        row(
            "role's statement for another role",
            s().byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    ROLE_STATEMENT.replace("\"ROLE\"", "\"arn:PART:iam::ACCOUNT:role/cmek-role\"")),
            ACCESS_NOT_GRANTED),
        row(
            "role deleted and made anew",
            s().byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    ROLE_STATEMENT.replace("\"ROLE\"", "\"AROAOLDROLEOLDROLE\"")),
            ACCESS_NOT_GRANTED,
            KEY_DEAD_PRINCIPAL),
        row(
            "role's statement names an assumed session",
            s().byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    ROLE_STATEMENT.replace(
                        "\"ROLE\"", "\"arn:PART:sts::ACCOUNT:assumed-role/cmek-role/node-1\"")),
            ACCESS_UNDECIDED),
        row(
            "only from a VPC endpoint",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\", \"Condition\": {\"StringNotEquals\": {\"aws:SourceVpce\": \"vpce-1\"}}}"),
            ACCESS_UNDECIDED),
        row(
            "only from addresses",
            s().inline(
                    "cmek",
                    ROLE_POLICY.replace(
                        "]}",
                        "], \"Condition\": {\"IpAddress\": {\"aws:SourceIp\": \"10.0.0.0/8\"}}}")),
            ACCESS_UNDECIDED),
        row(
            "only of an organization, which is not known",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:*\", \"Resource\": \"*\", \"Condition\": {\"StringNotEquals\": {\"aws:PrincipalOrgID\": \"o-abc\"}}}"),
            ACCESS_UNDECIDED),
        row(
            "only of another organization",
            s().organization("o-ours")
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Deny\", \"Principal\": {\"AWS\": \"ROLE\"}, \"Action\": \"kms:*\", \"Resource\": \"*\", \"Condition\": {\"StringNotEquals\": {\"aws:PrincipalOrgID\": \"o-abc\"}}}"),
            ACCESS_DENIED),
        row(
            "only with an encryption context",
            s().inline(
                    "cmek",
                    ROLE_POLICY.replace(
                        "]}",
                        "], \"Condition\": {\"StringEquals\": {\"kms:EncryptionContext:a\": \"b\"}}}")),
            ACCESS_UNDECIDED),
        row(
            "only by alias",
            s().inline(
                    "cmek",
                    ROLE_POLICY
                        .replace("[\"KEY1\", \"KEY2\"]", "\"*\"")
                        .replace(
                            "\"*\"}",
                            "\"*\", \"Condition\": {\"ForAnyValue:StringEquals\": {\"kms:ResourceAliases\": \"alias/cmek\"}}}")),
            ACCESS_UNDECIDED),
        row(
            "KMS grant bound to an encryption context",
            s().noInline("cmek").eachKey(k -> k.grantToRole(true, SetUp.OPERATIONS)),
            ACCESS_UNDECIDED),
        row(
            "KMS grant lacks operations",
            s().noInline("cmek").eachKey(k -> k.grantToRole(false, List.of("Encrypt", "Decrypt"))),
            ACCESS_NOT_GRANTED));
  }

  private static Stream<Arguments> others() {
    return Stream.of(
        row(
            "key open to everybody",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}"),
            KEY_OPEN_TO_EVERYONE),
        row(
            "key open to everybody by kms:*",
            s().byHand().keyPolicy(ACCOUNT_STATEMENT.replace("arn:PART:iam::ACCOUNT:root", "*")),
            KEY_OPEN_TO_EVERYONE,
            ROLE_OTHER_ACTIONS),
        row(
            "key open to everybody in an organization",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"*\"}, \"Action\": \"kms:Decrypt\", \"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-abc\"}}}"),
            KEY_OPEN_TO_EVERYONE),
        row(
            "key open to everybody through a service",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"*\"}, \"Action\": \"kms:Decrypt\", \"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"kms:ViaService\": \"s3.eu-west-1.amazonaws.com\"}}}"),
            KEY_OPEN_TO_EVERYONE),
        row(
            "key open to all but one",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Allow\", \"NotPrincipal\": {\"AWS\": \"444455556666\"}, \"Action\": \"kms:Encrypt\", \"Resource\": \"*\"}"),
            KEY_OPEN_TO_EVERYONE),
        row(
            "key described to everybody",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"kms:DescribeKey\", \"Resource\": \"*\"}"),
            KEY_OPEN_TO_EVERYONE),
        row(
            "key open to another account",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:PART:iam::444455556666:root\"}, \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}"),
            KEY_OPEN_TO_OTHER_ACCOUNT),
        row(
            "key open to a role elsewhere",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:PART:iam::444455556666:role/x\"}, \"Action\": \"kms:CreateGrant\", \"Resource\": \"*\"}"),
            KEY_OPEN_TO_OTHER_ACCOUNT),
        row(
            "key open to the vendor's account itself",
            s().byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    ROLE_STATEMENT.replace("\"ROLE\"", "[\"ROLE\", \"VENDOR\"]")),
            KEY_OPEN_TO_OTHER_ACCOUNT),
        row(
            "another account in the role's statement",
            s().byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    ROLE_STATEMENT,
                    ROLE_STATEMENT.replace("\"ROLE\"", "\"444455556666\"")),
            KEY_OPEN_TO_OTHER_ACCOUNT),
        row(
            "another account may read about the key",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"444455556666\"}, \"Action\": [\"kms:Describe*\", \"kms:GetKeyPolicy\"], \"Resource\": \"*\"}"),
            KEY_READABLE_BY_OTHER_ACCOUNT),
        row(
            "key open to a service for anybody",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"kms:*\", \"Resource\": \"*\"}"),
            KEY_OPEN_TO_SERVICE),
        row(
            "KMS grant to another account",
            s().key(k ->
                k.grants.add(
                    new Grant(
                        "g1", "arn:aws:iam::444455556666:role/x", List.of("Decrypt"), false))),
            KEY_GRANT_TO_STRANGER),
        row(
            "KMS grant to another role of ours",
            s().key(k ->
                k.grants.add(
                    new Grant(
                        "g1", "arn:PART:iam::ACCOUNT:role/other", List.of("Decrypt"), false))),
            KEY_GRANT_TO_STRANGER),
        row(
            "KMS grant to the deleted role",
            s().key(k ->
                k.grants.add(new Grant("g1", "AROAOLDROLEOLDROLE", List.of("Decrypt"), false))),
            KEY_DEAD_PRINCIPAL),
        row(
            "a deleted user in the key policy",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": [\"AIDAOLDUSEROLDUSER\", \"arn:PART:iam::ACCOUNT:role/Admin\"]}, \"Action\": \"kms:*\", \"Resource\": \"*\"}"),
            KEY_DEAD_PRINCIPAL),
        row(
            "nobody may change the key policy",
            s().byKeyPolicy().keyPolicy(ROLE_STATEMENT),
            KEY_LOCKED_OUT),
        row(
            "an administrator in the account's place",
            s().byKeyPolicy()
                .keyPolicy(
                    ROLE_STATEMENT,
                    "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:PART:iam::ACCOUNT:user/ann\"}, \"Action\": \"kms:*\", \"Resource\": \"*\"}"),
            KEY_WITHOUT_ACCOUNT),
        row(
            "changing the policy denied to everybody",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:PutKeyPolicy\", \"Resource\": \"*\"}"),
            KEY_LOCKED_OUT));
  }

  private static Stream<Arguments> unread() {
    return Stream.of(
        row(
            "role may not be read",
            s().roleSeen(r ->
                new RoleFacts(
                    r.arn(),
                    new Reading.Denied<>("iam:GetRole"),
                    r.inline(),
                    r.attached(),
                    r.boundary())),
            FACT_DENIED),
        row(
            "attached policies may not be read",
            s().roleSeen(r ->
                new RoleFacts(
                    r.arn(),
                    r.identity(),
                    r.inline(),
                    new Reading.Denied<>("iam:ListAttachedRolePolicies"),
                    r.boundary())),
            FACT_DENIED),
        row(
            "boundary does not answer",
            s().roleSeen(r ->
                new RoleFacts(
                    r.arn(),
                    r.identity(),
                    r.inline(),
                    r.attached(),
                    new Reading.Unreachable<>("timed out"))),
            FACT_UNREACHABLE),
        row(
            "inline policies vanished",
            s().roleSeen(r ->
                new RoleFacts(
                    r.arn(), r.identity(), new Reading.Absent<>(), r.attached(), r.boundary())),
            FACT_UNREACHABLE),
        row(
            "key may not be described",
            s().key(k ->
                k.seen =
                    f ->
                        new KeyFacts(
                            f.arn(),
                            new Reading.Denied<>("kms:DescribeKey"),
                            f.policy(),
                            f.grants(),
                            f.rotation(),
                            f.tags())),
            FACT_DENIED),
        row(
            "key policy may not be read",
            s().key(k ->
                k.seen =
                    f ->
                        new KeyFacts(
                            f.arn(),
                            f.metadata(),
                            new Reading.Denied<>("kms:GetKeyPolicy"),
                            f.grants(),
                            f.rotation(),
                            f.tags())),
            FACT_DENIED),
        row(
            "key policy vanished",
            s().key(k ->
                k.seen =
                    f ->
                        new KeyFacts(
                            f.arn(),
                            f.metadata(),
                            new Reading.Absent<>(),
                            f.grants(),
                            f.rotation(),
                            f.tags())),
            FACT_UNREACHABLE),
        row(
            "grants may not be listed, but matter",
            s().noInline("cmek")
                .eachKey(k ->
                    k.seen =
                        f ->
                            new KeyFacts(
                                f.arn(),
                                f.metadata(),
                                f.policy(),
                                new Reading.Denied<>("kms:ListGrants"),
                                f.rotation(),
                                f.tags())),
            FACT_DENIED,
            ACCESS_UNDECIDED),
        row(
            "rotation does not answer",
            s().key(k ->
                k.seen =
                    f ->
                        new KeyFacts(
                            f.arn(),
                            f.metadata(),
                            f.policy(),
                            f.grants(),
                            new Reading.Unreachable<>("throttled"),
                            f.tags())),
            FACT_UNREACHABLE),
        row(
            "tags may not be read",
            s().key(k ->
                k.seen =
                    f ->
                        new KeyFacts(
                            f.arn(),
                            f.metadata(),
                            f.policy(),
                            f.grants(),
                            f.rotation(),
                            new Reading.Denied<>("kms:ListResourceTags"))),
            FACT_DENIED));
  }

  private static SetUp s() {
    return new SetUp();
  }

  private static Arguments row(String name, SetUp setUp, FindingCode... expected) {
    return arguments(named(name, setUp), Set.of(expected));
  }
}
