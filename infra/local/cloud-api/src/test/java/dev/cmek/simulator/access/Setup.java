package dev.cmek.simulator.access;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A customer's role and key as a right procedure leaves them, to be spoiled by tests.
record Setup(
    RoleArn roleArn,
    String trust,
    List<String> policies,
    Optional<String> boundary,
    KeyArn keyArn,
    String state,
    String spec,
    String usage,
    String keyPolicy) {

  static final Vendor VENDOR = new Vendor("111122223333", "org-1");
  static final String ACCOUNT = "222233334444";
  static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/cmek/orders";
  static final String KEY = "arn:aws:kms:us-east-1:" + ACCOUNT + ":key/mrk-1";
  static final String FIVE_ACTIONS =
      """
      ["kms:Encrypt","kms:Decrypt","kms:GenerateDataKey*","kms:DescribeKey","kms:ReEncrypt*"]\
      """;

  /// The role's policy names the key, the key's policy leaves access to its account.
  static Setup byRolePolicy() {
    return new Setup(
        RoleArn.parse(ROLE),
        trust("\"arn:aws:iam::111122223333:root\"", externalId("org-1")),
        List.of(policy(allow(FIVE_ACTIONS, KEY))),
        Optional.empty(),
        KeyArn.parse(KEY),
        "Enabled",
        "SYMMETRIC_DEFAULT",
        "ENCRYPT_DECRYPT",
        policy(accountRoot()));
  }

  /// The key's policy names the role, which has no permissions of its own.
  static Setup byKeyPolicy() {
    return byRolePolicy().withoutPolicies().keyPolicy(policy(accountRoot(), rolesFive("")));
  }

  static String policy(String... statements) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
  }

  static String allow(String actions, String resource) {
    return "{\"Effect\":\"Allow\",\"Action\":%s,\"Resource\":\"%s\"}".formatted(actions, resource);
  }

  static String deny(String actions, String resource) {
    return "{\"Effect\":\"Deny\",\"Action\":%s,\"Resource\":\"%s\"}".formatted(actions, resource);
  }

  static String accountRoot() {
    return keyStatement("Allow", "\"arn:aws:iam::" + ACCOUNT + ":root\"", "\"kms:*\"", "");
  }

  static String rolesFive(String condition) {
    return keyStatement("Allow", "\"" + ROLE + "\"", FIVE_ACTIONS, condition);
  }

  static String keyStatement(String effect, String principal, String actions, String condition) {
    return """
    {"Effect":"%s","Principal":{"AWS":%s},"Action":%s,"Resource":"*"%s}\
    """
        .formatted(effect, principal, actions, condition);
  }

  static String trust(String principal, String condition) {
    return policy(
        """
        {"Effect":"Allow","Principal":{"AWS":%s},"Action":"sts:AssumeRole"%s}\
        """
            .formatted(principal, condition));
  }

  static String externalId(String id) {
    return condition("StringEquals", "sts:ExternalId", id);
  }

  static String condition(String operator, String key, String value) {
    return ",\"Condition\":{\"%s\":{\"%s\":\"%s\"}}".formatted(operator, key, value);
  }

  Setup trust(String document) {
    return new Setup(roleArn, document, policies, boundary, keyArn, state, spec, usage, keyPolicy);
  }

  Setup policies(String... documents) {
    return new Setup(
        roleArn, trust, Arrays.asList(documents), boundary, keyArn, state, spec, usage, keyPolicy);
  }

  Setup withoutPolicies() {
    return policies(new String[0]);
  }

  Setup boundary(String document) {
    return new Setup(
        roleArn, trust, policies, Optional.of(document), keyArn, state, spec, usage, keyPolicy);
  }

  Setup keyArn(String arn) {
    return new Setup(
        roleArn, trust, policies, boundary, KeyArn.parse(arn), state, spec, usage, keyPolicy);
  }

  Setup keyIs(String newState, String newSpec, String newUsage) {
    return new Setup(
        roleArn, trust, policies, boundary, keyArn, newState, newSpec, newUsage, keyPolicy);
  }

  Setup keyPolicy(String document) {
    return new Setup(roleArn, trust, policies, boundary, keyArn, state, spec, usage, document);
  }

  Optional<String> obstacle() {
    return VendorAccess.obstacle(VENDOR, role(Instant.EPOCH), key(Instant.EPOCH));
  }

  CustomerRole role(Instant createdAt) {
    return new CustomerRole(roleArn, createdAt, trust, policies, boundary);
  }

  CustomerKey key(Instant createdAt) {
    return new CustomerKey(keyArn, createdAt, state, spec, usage, keyPolicy);
  }
}
