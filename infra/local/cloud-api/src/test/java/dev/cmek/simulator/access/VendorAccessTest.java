package dev.cmek.simulator.access;

import static dev.cmek.simulator.access.Setup.ACCOUNT;
import static dev.cmek.simulator.access.Setup.FIVE_ACTIONS;
import static dev.cmek.simulator.access.Setup.KEY;
import static dev.cmek.simulator.access.Setup.ROLE;
import static dev.cmek.simulator.access.Setup.accountRoot;
import static dev.cmek.simulator.access.Setup.allow;
import static dev.cmek.simulator.access.Setup.byKeyPolicy;
import static dev.cmek.simulator.access.Setup.byRolePolicy;
import static dev.cmek.simulator.access.Setup.condition;
import static dev.cmek.simulator.access.Setup.deny;
import static dev.cmek.simulator.access.Setup.externalId;
import static dev.cmek.simulator.access.Setup.keyStatement;
import static dev.cmek.simulator.access.Setup.policy;
import static dev.cmek.simulator.access.Setup.rolesFive;
import static dev.cmek.simulator.access.Setup.trust;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class VendorAccessTest {
  private static final String VENDOR_ROOT = "\"arn:aws:iam::111122223333:root\"";
  private static final String FROM_HOME_NETWORK =
      condition("StringEquals", "aws:SourceVpce", "vpce-1");

  @ParameterizedTest(name = "{0}")
  @MethodSource("usable")
  void theVendorCanUseTheKey(String how, Setup setup) {
    assertThat(setup.obstacle()).as(how).isEmpty();
  }

  static Stream<Arguments> usable() {
    return Stream.of(
        arguments("role policy", byRolePolicy()),
        arguments("key policy", byKeyPolicy()),
        // trust
        arguments(
            "account as a bare number",
            byRolePolicy().trust(trust("\"111122223333\"", externalId("org-1")))),
        arguments(
            "account among others",
            byRolePolicy()
                .trust(trust("[\"999988887777\"," + VENDOR_ROOT + "]", externalId("org-1")))),
        arguments("no external id asked for", byRolePolicy().trust(trust(VENDOR_ROOT, ""))),
        arguments(
            "external id in a list",
            byRolePolicy()
                .trust(
                    trust(
                        VENDOR_ROOT,
                        ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":[\"x\",\"org-1\"]}}"))),
        arguments(
            "external id key in other letters",
            byRolePolicy()
                .trust(trust(VENDOR_ROOT, condition("StringEquals", "STS:externalid", "org-1")))),
        arguments(
            "external id by pattern",
            byRolePolicy()
                .trust(trust(VENDOR_ROOT, condition("StringLike", "sts:ExternalId", "org-?")))),
        arguments(
            "everybody, with the external id",
            byRolePolicy().trust(trust("\"*\"", externalId("org-1")))),
        arguments(
            "sts:* in the trust",
            byRolePolicy()
                .trust(
                    policy(
                        """
                        {"Effect":"Allow","Principal":{"AWS":%s},"Action":["sts:*"]}\
                        """
                            .formatted(VENDOR_ROOT)))),
        arguments(
            "a single statement, not in a list",
            byRolePolicy()
                .trust(
                    """
                    {"Statement":{"Effect":"Allow","Principal":{"AWS":%s},"Action":"sts:AssumeRole"}}\
                    """
                        .formatted(VENDOR_ROOT))),
        arguments(
            "a service trusted besides",
            byRolePolicy()
                .trust(
                    policy(
                        "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},"
                            + "\"Action\":\"sts:AssumeRole\"}",
                        """
                        {"Effect":"Allow","Principal":{"AWS":%s},"Action":"sts:AssumeRole"}\
                        """
                            .formatted(VENDOR_ROOT)))),
        arguments(
            "others denied without second factor",
            byRolePolicy()
                .trust(
                    policy(
                        """
                        {"Effect":"Allow","Principal":{"AWS":%s},"Action":"sts:AssumeRole"}\
                        """
                            .formatted(VENDOR_ROOT),
                        """
                        {"Effect":"Deny","Principal":{"AWS":"999988887777"},"Action":"*"}\
                        """))),
        // role policies
        arguments("kms:*", byRolePolicy().policies(policy(allow("\"kms:*\"", KEY)))),
        arguments("everything", byRolePolicy().policies(policy(allow("\"*\"", "*")))),
        arguments(
            "actions in other letters",
            byRolePolicy()
                .policies(
                    policy(
                        allow(
                            "[\"KMS:encrypt\",\"kms:decrypt\",\"kms:generatedatakey*\","
                                + "\"kms:describekey\",\"kms:reencrypt*\"]",
                            KEY)))),
        arguments(
            "actions spread over policies",
            byRolePolicy()
                .policies(
                    policy(allow("[\"kms:*crypt\",\"kms:DescribeKey\"]", KEY)),
                    policy(allow("[\"kms:GenerateDataKey*\",\"kms:ReEncrypt*\"]", KEY)))),
        arguments(
            "NotAction",
            byRolePolicy()
                .policies(
                    policy(
                        "{\"Effect\":\"Allow\",\"NotAction\":\"kms:ScheduleKeyDeletion\","
                            + "\"Resource\":\"*\"}"))),
        arguments(
            "NotResource",
            byRolePolicy()
                .policies(
                    policy(
                        "{\"Effect\":\"Allow\",\"Action\":\"kms:*\","
                            + "\"NotResource\":\"arn:aws:s3:::*\"}"))),
        arguments(
            "the key in any region",
            byRolePolicy()
                .policies(policy(allow(FIVE_ACTIONS, "arn:aws:kms:*:" + ACCOUNT + ":key/mrk-1")))),
        arguments(
            "another key denied",
            byRolePolicy()
                .policies(
                    policy(allow(FIVE_ACTIONS, KEY), deny("\"kms:*\"", KEY.replace('1', '9'))))),
        arguments(
            "denied without TLS",
            byRolePolicy()
                .policies(
                    policy(
                        allow(FIVE_ACTIONS, KEY),
                        "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\""
                            + condition("Bool", "aws:SecureTransport", "false")
                            + "}"))),
        arguments(
            "condition on the region that is met",
            byRolePolicy()
                .policies(
                    policy(
                        "{\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"*\""
                            + condition("StringEquals", "aws:RequestedRegion", "us-east-1")
                            + "}"))),
        // boundary
        arguments(
            "a boundary of the five actions",
            byRolePolicy()
                .boundary(policy(allow(FIVE_ACTIONS, "arn:aws:kms:*:" + ACCOUNT + ":key/*")))),
        // key policy
        arguments(
            "the role and others named",
            byKeyPolicy()
                .keyPolicy(
                    policy(
                        keyStatement(
                            "Allow",
                            "[\"arn:aws:iam::" + ACCOUNT + ":role/admin\",\"" + ROLE + "\"]",
                            FIVE_ACTIONS,
                            "")))),
        arguments(
            "the account as a bare number",
            byRolePolicy()
                .keyPolicy(policy(keyStatement("Allow", "\"" + ACCOUNT + "\"", "\"*\"", "")))),
        arguments(
            "everybody of the account",
            byKeyPolicy()
                .keyPolicy(
                    policy(
                        keyStatement(
                            "Allow",
                            "\"*\"",
                            FIVE_ACTIONS,
                            condition("StringEquals", "kms:CallerAccount", ACCOUNT))))),
        arguments(
            "a use through a service denied",
            byKeyPolicy()
                .keyPolicy(
                    policy(
                        rolesFive(""),
                        keyStatement(
                            "Deny",
                            "\"*\"",
                            "\"kms:*\"",
                            condition("StringLike", "kms:ViaService", "s3.*"))))),
        arguments(
            "all but the role denied",
            byKeyPolicy()
                .keyPolicy(
                    policy(
                        rolesFive(""),
                        keyStatement(
                            "Deny",
                            "\"*\"",
                            "\"kms:Decrypt\"",
                            condition("ArnNotEquals", "aws:PrincipalArn", ROLE))))),
        arguments(
            "all but listed principals denied",
            byKeyPolicy()
                .keyPolicy(
                    policy(
                        rolesFive(""),
                        """
                        {"Effect":"Deny","NotPrincipal":{"AWS":["%s"]},"Action":"*","Resource":"*"}\
                        """
                            .formatted(ROLE)))),
        arguments(
            "a key of another account, allowed on both sides",
            byRolePolicy()
                .keyArn("arn:aws:kms:us-east-1:555566667777:key/k")
                .policies(policy(allow(FIVE_ACTIONS, "*")))
                .keyPolicy(policy(rolesFive("")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void theVendorCannotUseTheKey(String how, Setup setup, String named) {
    assertThat(setup.obstacle()).as(how).get().asString().contains(named);
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        // trust
        arguments("no trust", byRolePolicy().trust("{}"), "trust"),
        arguments("trust that is no JSON", byRolePolicy().trust("oops"), "trust"),
        arguments(
            "another account",
            byRolePolicy().trust(trust("\"arn:aws:iam::999988887777:root\"", externalId("org-1"))),
            "trust"),
        arguments(
            "the account in another partition",
            byRolePolicy().trust(trust("\"arn:aws-cn:iam::111122223333:root\"", "")),
            "trust"),
        arguments(
            "a role of the vendor that need not be ours",
            byRolePolicy().trust(trust("\"arn:aws:iam::111122223333:role/x\"", "")),
            "trust"),
        arguments(
            "another external id",
            byRolePolicy().trust(trust(VENDOR_ROOT, externalId("org-2"))),
            "external id org-1"),
        arguments(
            "external id in other letters",
            byRolePolicy().trust(trust(VENDOR_ROOT, externalId("ORG-1"))),
            "trust"),
        arguments(
            "a second condition that is not met",
            byRolePolicy()
                .trust(
                    trust(
                        VENDOR_ROOT,
                        ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"org-1\","
                            + "\"aws:PrincipalAccount\":\"999988887777\"}}")),
            "trust"),
        arguments(
            "a condition that can't be decided",
            byRolePolicy()
                .trust(trust(VENDOR_ROOT, condition("StringEquals", "aws:PrincipalOrgID", "o-1"))),
            "trust"),
        arguments(
            "an operator that is not known",
            byRolePolicy()
                .trust(trust(VENDOR_ROOT, condition("StringIs", "sts:ExternalId", "org-1"))),
            "trust"),
        arguments(
            "a second factor asked for",
            byRolePolicy()
                .trust(trust(VENDOR_ROOT, condition("Bool", "aws:MultiFactorAuthPresent", "true"))),
            "trust"),
        arguments(
            "another action",
            byRolePolicy()
                .trust(
                    policy(
                        """
                        {"Effect":"Allow","Principal":{"AWS":%s},"Action":"sts:TagSession"}\
                        """
                            .formatted(VENDOR_ROOT))),
            "trust"),
        arguments(
            "denied in the trust",
            byRolePolicy()
                .trust(
                    policy(
                        """
                        {"Effect":"Allow","Principal":{"AWS":%s},"Action":"sts:AssumeRole"}\
                        """
                            .formatted(VENDOR_ROOT),
                        """
                        {"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}\
                        """)),
            "denies account"),
        arguments(
            "denied for this external id",
            byRolePolicy()
                .trust(
                    policy(
                        """
                        {"Effect":"Allow","Principal":{"AWS":%s},"Action":"sts:AssumeRole"}\
                        """
                            .formatted(VENDOR_ROOT),
                        """
                        {"Effect":"Deny","Principal":"*","Action":"*"%s}\
                        """
                            .formatted(condition("StringNotEquals", "sts:ExternalId", "org-2")))),
            "denies account"),
        // key
        arguments(
            "disabled",
            byRolePolicy().keyIs("Disabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"),
            "Disabled"),
        arguments(
            "pending deletion",
            byRolePolicy().keyIs("PendingDeletion", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"),
            "PendingDeletion"),
        arguments(
            "asymmetric",
            byRolePolicy().keyIs("Enabled", "RSA_2048", "ENCRYPT_DECRYPT"),
            "RSA_2048"),
        arguments(
            "for signatures",
            byRolePolicy().keyIs("Enabled", "HMAC_256", "GENERATE_VERIFY_MAC"),
            "HMAC_256"),
        // role policies
        arguments("no policies", byRolePolicy().withoutPolicies(), "kms:DescribeKey"),
        arguments(
            "four of the five",
            byRolePolicy()
                .policies(
                    policy(
                        allow(
                            "[\"kms:Encrypt\",\"kms:Decrypt\",\"kms:GenerateDataKey*\","
                                + "\"kms:DescribeKey\"]",
                            KEY))),
            "kms:ReEncryptFrom"),
        arguments(
            "data keys without the star",
            byRolePolicy()
                .policies(
                    policy(
                        allow(
                            "[\"kms:Encrypt\",\"kms:Decrypt\",\"kms:GenerateDataKey\","
                                + "\"kms:DescribeKey\",\"kms:ReEncrypt*\"]",
                            KEY))),
            "kms:GenerateDataKeyWithoutPlaintext"),
        arguments(
            "re-encryption one way",
            byRolePolicy()
                .policies(
                    policy(
                        allow(
                            "[\"kms:Encrypt\",\"kms:Decrypt\",\"kms:GenerateDataKey*\","
                                + "\"kms:DescribeKey\",\"kms:ReEncryptFrom\"]",
                            KEY))),
            "kms:ReEncryptTo"),
        arguments(
            "another key",
            byRolePolicy().policies(policy(allow(FIVE_ACTIONS, KEY + "0"))),
            "neither"),
        arguments(
            "the key in another region",
            byRolePolicy().policies(policy(allow(FIVE_ACTIONS, KEY.replace("east", "west")))),
            "neither"),
        arguments(
            "an alias instead of the key",
            byRolePolicy()
                .policies(policy(allow(FIVE_ACTIONS, KEY.replace("key/mrk-1", "alias/orders")))),
            "neither"),
        arguments(
            "a statement without Action",
            byRolePolicy().policies(policy("{\"Effect\":\"Allow\",\"Resource\":\"*\"}")),
            "neither"),
        arguments(
            "a statement without Resource",
            byRolePolicy().policies(policy("{\"Effect\":\"Allow\",\"Action\":\"*\"}")),
            "neither"),
        arguments(
            "NotAction that leaves one out",
            byRolePolicy()
                .policies(
                    policy("{\"Effect\":\"Allow\",\"NotAction\":\"kms:Dec*\",\"Resource\":\"*\"}")),
            "kms:Decrypt"),
        arguments(
            "NotResource that leaves the key out",
            byRolePolicy()
                .policies(
                    policy(
                        "{\"Effect\":\"Allow\",\"Action\":\"*\",\"NotResource\":\"%s\"}"
                            .formatted(KEY))),
            "neither"),
        arguments(
            "one action denied",
            byRolePolicy()
                .policies(policy(allow(FIVE_ACTIONS, KEY)), policy(deny("\"kms:Decrypt\"", "*"))),
            "denies kms:Decrypt"),
        arguments(
            "allowed only from the customer's network",
            byRolePolicy()
                .policies(
                    policy(
                        "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\""
                            + FROM_HOME_NETWORK
                            + "}")),
            "neither"),
        arguments(
            "denied from outside the customer's network",
            byRolePolicy()
                .policies(
                    policy(
                        allow(FIVE_ACTIONS, KEY),
                        "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\""
                            + condition("StringNotEquals", "aws:SourceVpce", "vpce-1")
                            + "}")),
            "denies"),
        // boundary
        arguments(
            "a boundary without KMS",
            byRolePolicy().boundary(policy(allow("\"s3:*\"", "*"))),
            "boundary"),
        arguments(
            "a boundary that denies",
            byRolePolicy().boundary(policy(allow("\"*\"", "*"), deny("\"kms:ReEncryptTo\"", "*"))),
            "boundary"),
        arguments(
            "a boundary over a key policy's grant",
            byKeyPolicy().boundary(policy(allow("\"s3:*\"", "*"))),
            "boundary"),
        // key policy
        arguments(
            "nothing delegated to the account",
            byRolePolicy()
                .keyPolicy(
                    policy(
                        keyStatement(
                            "Allow",
                            "\"arn:aws:iam::" + ACCOUNT + ":role/admin\"",
                            "\"kms:*\"",
                            ""))),
            "neither"),
        arguments(
            "only some actions delegated",
            byRolePolicy()
                .keyPolicy(
                    policy(
                        keyStatement(
                            "Allow",
                            "\"arn:aws:iam::" + ACCOUNT + ":root\"",
                            "[\"kms:Describe*\",\"kms:Enable*\"]",
                            ""))),
            "kms:Encrypt"),
        arguments(
            "another role named",
            byKeyPolicy()
                .keyPolicy(policy(accountRoot(), rolesFive("").replace("/cmek/orders", "/orders"))),
            "neither"),
        arguments(
            "a role that was deleted named",
            byKeyPolicy()
                .keyPolicy(policy(keyStatement("Allow", "\"AROAEXAMPLE\"", FIVE_ACTIONS, ""))),
            "neither"),
        arguments(
            "a statement for another resource",
            byKeyPolicy()
                .keyPolicy(
                    policy(
                        rolesFive("")
                            .replace("\"Resource\":\"*\"", "\"Resource\":\"" + KEY + "9\""))),
            "neither"),
        arguments(
            "denied to everybody",
            byKeyPolicy()
                .keyPolicy(
                    policy(rolesFive(""), keyStatement("Deny", "\"*\"", "\"kms:Decrypt\"", ""))),
            "policy of key"),
        arguments(
            "denied to the account",
            byKeyPolicy()
                .keyPolicy(
                    policy(
                        rolesFive(""),
                        keyStatement("Deny", "\"" + ACCOUNT + "\"", "\"kms:*\"", ""))),
            "policy of key"),
        arguments(
            "denied to all but others",
            byKeyPolicy()
                .keyPolicy(
                    policy(
                        rolesFive(""),
                        """
                        {"Effect":"Deny","NotPrincipal":{"AWS":"%s-2"},"Action":"*","Resource":"*"}\
                        """
                            .formatted(ROLE))),
            "policy of key"),
        arguments(
            "only through a service",
            byKeyPolicy()
                .keyPolicy(
                    policy(
                        rolesFive(
                            condition(
                                "StringEquals", "kms:ViaService", "s3.us-east-1.amazonaws.com")))),
            "neither"),
        arguments(
            "only with an encryption context",
            byKeyPolicy()
                .keyPolicy(
                    policy(rolesFive(condition("StringEquals", "kms:EncryptionContext:a", "b")))),
            "neither"),
        arguments(
            "a key of another account, allowed on its side only",
            byKeyPolicy()
                .keyArn("arn:aws:kms:us-east-1:555566667777:key/k")
                .keyPolicy(policy(rolesFive(""))),
            "neither"));
  }
}
