package dev.cmek.simulator.access;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Decides, as AWS would, whether the vendor may assume a customer's role and use a key with it.
///
/// Evaluated are the role's trust, its inline and managed policies, its permissions boundary, the
/// key policy and the key's state. Not evaluated are KMS grants, session policies and policies of
/// an AWS organization.
public final class VendorAccess {

  /// The operations behind the five actions `kms:Encrypt`, `kms:Decrypt`, `kms:GenerateDataKey*`,
  /// `kms:DescribeKey`, `kms:ReEncrypt*`.
  private static final List<String> OPERATIONS =
      List.of(
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:GenerateDataKey",
          "kms:GenerateDataKeyWithoutPlaintext",
          "kms:GenerateDataKeyPair",
          "kms:GenerateDataKeyPairWithoutPlaintext",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo");

  private final CustomerRole role;
  private final CustomerKey key;
  private final PolicyDocument keyPolicy;
  private final List<PolicyDocument> identityPolicies;
  private final Optional<PolicyDocument> boundary;
  private final RequestContext keyUse;

  private VendorAccess(CustomerRole role, CustomerKey key) {
    this.role = role;
    this.key = key;
    this.keyPolicy = PolicyDocument.parse(key.policy());
    this.identityPolicies = role.policies().stream().map(PolicyDocument::parse).toList();
    this.boundary = role.boundary().map(PolicyDocument::parse);
    this.keyUse = RequestContext.ofKeyUse(role.arn(), key);
  }

  /// Why the vendor can't use the key with the role, as a sentence; empty if it can.
  public static Optional<String> obstacle(Vendor vendor, CustomerRole role, CustomerKey key) {
    VendorAccess access = new VendorAccess(role, key);
    return access
        .obstacleToAssume(vendor)
        .or(access::obstacleInKey)
        .or(() -> OPERATIONS.stream().flatMap(access::obstacleTo).findFirst());
  }

  private Optional<String> obstacleToAssume(Vendor vendor) {
    PolicyDocument trust = PolicyDocument.parse(role.trust());
    RequestContext assumeRole = RequestContext.ofAssumeRole(vendor);
    List<String> names = accountNames(role.arn().partition(), vendor.account());
    if (trust.denying().anyMatch(statement -> trusts(statement, names, assumeRole))) {
      return Optional.of("the trust of " + role.arn() + " denies account " + vendor.account());
    }
    if (trust.allowing().noneMatch(statement -> trusts(statement, names, assumeRole))) {
      return Optional.of(
          "the trust of %s does not let account %s assume it with external id %s"
              .formatted(role.arn(), vendor.account(), vendor.externalId()));
    }
    return Optional.empty();
  }

  private static boolean trusts(Statement statement, List<String> names, RequestContext context) {
    return names(statement, names)
        && statement.coversAction("sts:AssumeRole")
        && statement.conditionsMet(context);
  }

  private Optional<String> obstacleInKey() {
    if (!key.state().equals("Enabled")) {
      return Optional.of("key " + key.arn() + " is in state " + key.state());
    }
    if (!key.spec().equals("SYMMETRIC_DEFAULT") || !key.usage().equals("ENCRYPT_DECRYPT")) {
      return Optional.of(
          "key %s is %s for %s, not symmetric for encryption"
              .formatted(key.arn(), key.spec(), key.usage()));
    }
    return Optional.empty();
  }

  private Stream<String> obstacleTo(String action) {
    if (deniedByKeyPolicy(action)) {
      return Stream.of("the policy of key " + key.arn() + " denies " + action);
    }
    if (identityPolicies.stream().anyMatch(policy -> denies(policy, action))) {
      return Stream.of("a policy of " + role.arn() + " denies " + action);
    }
    if (!permitted(action)) {
      return Stream.of(
          "neither the policies of %s nor the policy of key %s allow %s"
              .formatted(role.arn(), key.arn(), action));
    }
    if (boundary.isPresent()
        && (denies(boundary.get(), action) || !allows(boundary.get(), action))) {
      return Stream.of("the permissions boundary of " + role.arn() + " keeps it from " + action);
    }
    return Stream.empty();
  }

  /// A key policy that names the role permits by itself; one that names the role's account leaves
  /// it to the role's own policies. Across accounts both sides must agree.
  private boolean permitted(String action) {
    boolean namedInKeyPolicy = keyPolicyAllows(List.of(role.arn().text()), action);
    boolean delegated = keyPolicyAllows(accountNames(), action);
    boolean identityAllows = identityPolicies.stream().anyMatch(policy -> allows(policy, action));
    if (!role.arn().account().equals(key.arn().account())) {
      return (namedInKeyPolicy || delegated) && identityAllows;
    }
    return namedInKeyPolicy || (delegated && identityAllows);
  }

  private boolean keyPolicyAllows(List<String> names, String action) {
    return keyPolicy
        .allowing()
        .anyMatch(statement -> names(statement, names) && coversUse(statement, action));
  }

  private boolean deniedByKeyPolicy(String action) {
    List<String> names =
        Stream.concat(Stream.of(role.arn().text()), accountNames().stream()).toList();
    return keyPolicy
        .denying()
        .anyMatch(statement -> names(statement, names) && coversUse(statement, action));
  }

  private boolean allows(PolicyDocument policy, String action) {
    return policy.allowing().anyMatch(statement -> coversUse(statement, action));
  }

  private boolean denies(PolicyDocument policy, String action) {
    return policy.denying().anyMatch(statement -> coversUse(statement, action));
  }

  private boolean coversUse(Statement statement, String action) {
    return statement.coversAction(action)
        && statement.coversResource(key.arn().text())
        && statement.conditionsMet(keyUse);
  }

  private List<String> accountNames() {
    return accountNames(role.arn().partition(), role.arn().account());
  }

  /// The two ways in which a policy names a whole account.
  private static List<String> accountNames(String partition, String account) {
    return List.of(account, "arn:%s:iam::%s:root".formatted(partition, account));
  }

  private static boolean names(Statement statement, List<String> names) {
    if (!statement.notPrincipals().isEmpty()) {
      return statement.notPrincipals().stream().noneMatch(names::contains);
    }
    return statement.principals().stream()
        .anyMatch(principal -> principal.equals("*") || names.contains(principal));
  }
}
