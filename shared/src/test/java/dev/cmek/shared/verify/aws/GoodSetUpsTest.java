package dev.cmek.shared.verify.aws;

import static dev.cmek.shared.verify.aws.SetUp.ACCOUNT_STATEMENT;
import static dev.cmek.shared.verify.aws.SetUp.ROLE_POLICY;
import static dev.cmek.shared.verify.aws.SetUp.ROLE_STATEMENT;
import static dev.cmek.shared.verify.aws.SetUp.TRUST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cmek.shared.verify.NotEvaluated;
import dev.cmek.shared.verify.aws.KeyFacts.Grant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What real accounts look like when all is well: no alarm may be raised.
class GoodSetUpsTest {

  /// The five statements that the console writes, with the role as key user.
  private static final String[] CONSOLE = {
    ACCOUNT_STATEMENT,
    """
    {"Sid": "Allow access for Key Administrators", "Effect": "Allow",
     "Principal": {"AWS": ["arn:PART:iam::ACCOUNT:role/Admin", "arn:PART:iam::ACCOUNT:user/ann"]},
     "Action": ["kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*",
       "kms:Update*", "kms:Revoke*", "kms:Disable*", "kms:Get*", "kms:Delete*", "kms:TagResource",
       "kms:UntagResource", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion",
       "kms:RotateKeyOnDemand"], "Resource": "*"}\
    """,
    """
    {"Sid": "Allow use of the key", "Effect": "Allow", "Principal": {"AWS": "ROLE"},
     "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*",
       "kms:DescribeKey"], "Resource": "*"}\
    """,
    """
    {"Sid": "Allow attachment of persistent resources", "Effect": "Allow",
     "Principal": {"AWS": "ROLE"},
     "Action": ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"], "Resource": "*",
     "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}}\
    """
  };

  @ParameterizedTest
  @MethodSource("variants")
  void raiseNoAlarm(SetUp good) {
    assertThat(good.report().findings()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void stillSayWhatWasNotLookedAt(SetUp good) {
    assertThat(good.report().notEvaluated())
        .containsExactly(
            NotEvaluated.SERVICE_CONTROL_POLICIES,
            NotEvaluated.RESOURCE_CONTROL_POLICIES,
            NotEvaluated.VPC_ENDPOINT_POLICIES,
            NotEvaluated.CALL_AS_THE_VENDOR);
  }

  static Stream<Arguments> variants() {
    return Stream.of(
        row("role policy", s()),
        row("key policy", s().byKeyPolicy()),
        row("by hand, role policy", s().byHand()),
        row("by hand, console's key policy", s().byHand().byKeyPolicy().keyPolicy(CONSOLE)),
        row("console's key policy within our boundary", s().byKeyPolicy().keyPolicy(CONSOLE)),
        row("multi-Region key", s().multiRegion()),
        row("multi-Region key by key policy", s().multiRegion().byKeyPolicy()),
        row(
            "one key for all regions",
            s().regionUses("us-east-1", "KEY1")
                .inline("cmek", ROLE_POLICY.replace(", \"KEY2\"", ""))),
        row("GovCloud", s().in("aws-us-gov")),
        row("China", s().in("aws-cn").byKeyPolicy()),
        row("a role without path", s().rolePath("/")),
        row("a role with a long path", s().rolePath("/security/keys/cockroach/")),
        row(
            "vendor as bare account number",
            s().trust(TRUST.replace("arn:PART:iam::VENDOR:root", "VENDOR"))),
        row(
            "account as bare number",
            s().keyPolicy(ACCOUNT_STATEMENT.replace("arn:PART:iam::ACCOUNT:root", "ACCOUNT"))),
        row(
            "external id by StringLike without wildcards",
            s().trust(TRUST.replace("StringEquals", "StringLike"))),
        row(
            "external id by ForAnyValue",
            s().trust(TRUST.replace("StringEquals", "ForAnyValue:StringEquals"))),
        row(
            "external id in a list of one, key in lower case",
            s().trust(
                    TRUST
                        .replace("\"ORG\"", "[\"ORG\"]")
                        .replace("sts:ExternalId", "sts:externalid"))),
        row(
            "external id demanded by a deny",
            s().trust(
                    """
                    {"Effect": "Allow", "Principal": {"AWS": "VENDOR"}, "Action": "sts:AssumeRole"}\
                    """,
                    """
                    {"Effect": "Deny", "Principal": "*", "Action": "sts:*",
                     "Condition": {"StringNotEquals": {"sts:ExternalId": "ORG"}}}\
                    """)),
        row(
            "everybody, but only of the vendor's account",
            s().trust(
                    """
                    {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole",
                     "Condition": {"StringEquals": {"sts:ExternalId": "ORG", "aws:PrincipalAccount": "VENDOR"}}}\
                    """)),
        row(
            "trust in the old language",
            s().trustDocument(
                    """
                    {"Version": "2008-10-17", "Statement": %s}\
                    """
                        .formatted(TRUST))),
        row(
            "trust with a statement for session tags",
            s().trust(TRUST, TRUST.replace("sts:AssumeRole", "sts:TagSession"))),
        row(
            "trust denies without TLS",
            s().trust(
                    TRUST,
                    """
                    {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole",
                     "Condition": {"Bool": {"aws:SecureTransport": "false"}}}\
                    """)),
        row(
            "kms:* with a boundary",
            s().inline("cmek", ROLE_POLICY.replace("\"kms:Encrypt\"", "\"kms:*\""))),
        row(
            "kms:* for the role in the key policy with a boundary",
            s().byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    """
                    {"Effect": "Allow", "Principal": {"AWS": "ROLE"}, "Action": "kms:*", "Resource": "*"}\
                    """)),
        row(
            "administrator by attachment, held by boundary and resource",
            s().inline("cmek", ROLE_POLICY)
                .boundary(
                    """
                    {"Effect": "Allow", "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*",
                     "kms:DescribeKey", "kms:ReEncrypt*"], "Resource": ["KEY1", "KEY2"]}\
                    """)
                .attached(
                    "arn:aws:iam::aws:policy/AdministratorAccess",
                    """
                    {"Effect": "Allow", "Action": "*", "Resource": "*"}\
                    """)),
        row(
            "each action written out",
            s().inline(
                    "cmek",
                    """
                    {"Effect": "Allow", "Action": ["kms:encrypt", "KMS:Decrypt", "kms:GenerateDataKey",
                     "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey", "kms:ReEncryptFrom",
                     "kms:ReEncryptTo"], "Resource": ["KEY1", "KEY2"]}\
                    """)),
        row(
            "a statement per key, in two policies",
            s().inline("cmek", ROLE_POLICY.replace(", \"KEY2\"", ""))
                .inline("second", ROLE_POLICY.replace("\"KEY1\", ", ""))),
        row(
            "half by the role's policy, half by the key's",
            s().inline("cmek", ROLE_POLICY.replace("\"kms:Decrypt\", ", ""))
                .keyPolicy(ACCOUNT_STATEMENT, ROLE_STATEMENT.replace("\"kms:Encrypt\", ", ""))),
        row(
            "any region of the multi-Region key",
            s().multiRegion()
                .inline(
                    "cmek",
                    ROLE_POLICY.replace(
                        "[\"KEY1\", \"KEY2\"]", "\"arn:PART:kms:*:ACCOUNT:key/mrk-1\""))),
        row(
            "all keys, but only those tagged for the cluster",
            s().inline(
                    "cmek",
                    """
                    {"Effect": "Allow", "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*",
                     "kms:DescribeKey", "kms:ReEncrypt*"], "Resource": "*",
                     "Condition": {"StringEquals": {"aws:ResourceTag/cmek:cluster": "%s"}}}\
                    """
                        .formatted(SetUp.CLUSTER))),
        row(
            "tag of the role equals tag of the key",
            s().inline(
                    "cmek",
                    """
                    {"Effect": "Allow", "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*",
                     "kms:DescribeKey", "kms:ReEncrypt*"], "Resource": "*",
                     "Condition": {"StringEquals": {"aws:ResourceTag/cmek:cluster": "${aws:PrincipalTag/cmek:cluster}"}}}\
                    """)),
        row(
            "key policy: everybody of this account with this ARN",
            s().byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    """
                    {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["kms:Encrypt", "kms:Decrypt",
                     "kms:GenerateDataKey*", "kms:DescribeKey", "kms:ReEncrypt*"], "Resource": "*",
                     "Condition": {"ArnEquals": {"aws:PrincipalArn": "ROLE"}}}\
                    """)),
        row(
            "key policy names the key itself",
            s().byKeyPolicy()
                .eachKey(k ->
                    k.policy =
                        SetUp.document(
                            ACCOUNT_STATEMENT,
                            ROLE_STATEMENT.replace(
                                "\"Resource\": \"*\"",
                                "\"Resource\": \"arn:PART:kms:*:ACCOUNT:key/*\"")))),
        row(
            "key policy limited to the caller's account",
            s().byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    ROLE_STATEMENT.replace(
                        "\"Resource\": \"*\"",
                        "\"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"kms:CallerAccount\": \"ACCOUNT\"}}"))),
        row(
            "key policy limited to the algorithm and kind",
            s().byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    ROLE_STATEMENT.replace(
                        "\"Resource\": \"*\"",
                        "\"Resource\": \"*\", \"Condition\": {\"StringEqualsIfExists\": {\"kms:EncryptionAlgorithm\": \"SYMMETRIC_DEFAULT\", \"kms:KeySpec\": \"SYMMETRIC_DEFAULT\"}}"))),
        row(
            "other roles of the account may use the key",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    """
                    {"Effect": "Allow", "Principal": {"AWS": "arn:PART:iam::ACCOUNT:role/backup"},
                     "Action": "kms:*", "Resource": "*"}\
                    """)),
        row(
            "another account is denied",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    """
                    {"Effect": "Deny", "Principal": {"AWS": "444455556666"}, "Action": "kms:*", "Resource": "*"}\
                    """)),
        row(
            "everything but TLS denied",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    """
                    {"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*",
                     "Condition": {"Bool": {"aws:SecureTransport": false}}}\
                    """)),
        row(
            "everybody but the role denied its use",
            s().byKeyPolicy()
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    ROLE_STATEMENT,
                    """
                    {"Effect": "Deny", "Principal": "*", "Action": ["kms:Decrypt", "kms:Encrypt"], "Resource": "*",
                     "Condition": {"ArnNotEquals": {"aws:PrincipalArn": ["ROLE", "arn:PART:iam::ACCOUNT:role/Admin"]}}}\
                    """)),
        row(
            "everybody but administrators denied its deletion",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    """
                    {"Effect": "Deny", "Principal": "*", "Action": ["kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:PutKeyPolicy"],
                     "Resource": "*", "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:PART:iam::ACCOUNT:role/Admin*"}}}\
                    """)),
        row(
            "other regions denied",
            s().inline(
                    "guard",
                    """
                    {"Effect": "Deny", "Action": "*", "Resource": "*",
                     "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}}\
                    """)),
        row(
            "everything but KMS denied",
            s().inline(
                    "guard",
                    """
                    {"Effect": "Deny", "NotAction": "kms:*", "Resource": "*"}\
                    """)),
        row(
            "earlier sessions revoked",
            s().inline(
                    "AWSRevokeOlderSessions",
                    """
                    {"Effect": "Deny", "Action": "*", "Resource": "*",
                     "Condition": {"DateLessThan": {"aws:TokenIssueTime": "2026-11-01T00:00:00Z"}}}\
                    """)),
        row(
            "other organizations denied, ours is known",
            s().organization("o-abc")
                .keyPolicy(
                    ACCOUNT_STATEMENT,
                    """
                    {"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*",
                     "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-abc"}}}\
                    """)),
        row(
            "AWS services of this account only",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    """
                    {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["kms:Decrypt", "kms:CreateGrant"],
                     "Resource": "*", "Condition": {"StringEquals": {"kms:CallerAccount": "ACCOUNT",
                     "kms:ViaService": "s3.eu-west-1.amazonaws.com"}}}\
                    """)),
        row(
            "a service on behalf of this account only",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    """
                    {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
                     "Resource": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "ACCOUNT"}}}\
                    """)),
        row(
            "a log service by encryption context",
            s().keyPolicy(
                    ACCOUNT_STATEMENT,
                    """
                    {"Effect": "Allow", "Principal": {"Service": "logs.eu-west-1.amazonaws.com"}, "Action": "kms:Decrypt*",
                     "Resource": "*", "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:*:ACCOUNT:*"}}}\
                    """)),
        row(
            "access by KMS grant alone",
            s().noInline("cmek").eachKey(k -> k.grantToRole(false, SetUp.OPERATIONS))),
        row(
            "grant to a service of this account",
            s().key(k ->
                k.grants.add(
                    new Grant(
                        "g2",
                        "arn:PART:iam::ACCOUNT:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup",
                        List.of("Decrypt"),
                        false)))),
        row(
            "grant to another account, only to describe",
            s().key(k ->
                k.grants.add(
                    new Grant(
                        "g3",
                        "arn:aws:iam::444455556666:root",
                        List.of("DescribeKey", "RetireGrant"),
                        false)))),
        row(
            "keys in a central account",
            s().byHand()
                .eachKey(k -> k.account = "444455556666")
                .keyPolicy(ACCOUNT_STATEMENT.replace("ACCOUNT", "444455556666"), ROLE_STATEMENT)),
        row(
            "keys in a central account that leaves it to the role's account",
            s().byHand()
                .eachKey(k -> k.account = "444455556666")
                .keyPolicy(
                    ACCOUNT_STATEMENT.replace("ACCOUNT", "444455556666"),
                    ROLE_STATEMENT.replace("\"ROLE\"", "\"ACCOUNT\""))),
        row("a key being updated", s().multiRegion().key(k -> k.state = "Updating")),
        row(
            "more tags than ours",
            s().roleTag("team", "payments").key(k -> k.tags.put("cost", "7"))),
        row(
            "an empty policy beside ours",
            s().inlineDocument("empty", "{\"Version\":\"2012-10-17\",\"Statement\":[]}")));
  }

  private static SetUp s() {
    return new SetUp();
  }

  private static Arguments row(String name, SetUp setUp) {
    return arguments(named(name, setUp));
  }
}
