package dev.cmek.aws.contract;

import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.aws.AwsPolicyTexts;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.kms.model.GrantOperation;

/// What somebody may do to a cluster's access with the AWS CLI.
///
/// What LocalStack does not do, and so is tried with facts in memory only (`SabotageTest`): naming
/// a deleted role by its unique id in policies, states of key stores and imported material, days of
/// rotation, organizations, denials by service control policies. That it lets anybody put a key
/// policy that locks everybody out, AWS does only with `--bypass-policy-lockout-safety-check`.
///
/// @param grants where it can be done
/// @param found the codes that verification finds
/// @param remains what no command should undo: a person decides
record Tampering(
    String name,
    Set<AccessGrant> grants,
    Consumer<GuardedCluster> how,
    Set<FindingCode> found,
    Set<FindingCode> remains) {

  private static final String STRANGER = "arn:aws:iam::444455556666:root";

  private static final String DENY_ROLE =
      """
      {"Sid":"Stop","Effect":"Deny","Principal":{"AWS":"ROLE"},"Action":"kms:Decrypt",\
      "Resource":"*"}\
      """;

  @Override
  public String toString() {
    return name;
  }

  private static Tampering of(String name, Consumer<GuardedCluster> how, FindingCode... found) {
    return new Tampering(
        name, EnumSet.allOf(AccessGrant.class), how, Set.copyOf(Arrays.asList(found)), Set.of());
  }

  private Tampering only(AccessGrant grant) {
    return new Tampering(name, EnumSet.of(grant), how, found, remains);
  }

  private Tampering leaving(FindingCode... codes) {
    return new Tampering(name, grants, how, found, Set.copyOf(Arrays.asList(codes)));
  }

  static List<Tampering> all() {
    return List.of(
        // the role
        of("role deleted", Tampering::deleteRole, FindingCode.ROLE_MISSING),
        of(
            "external id changed",
            c -> c.setTrust(c.trust().replace(GuardedCluster.ORGANIZATION, c.id.value())),
            FindingCode.TRUST_WRONG_EXTERNAL_ID,
            FindingCode.TRUST_OTHER_EXTERNAL_ID),
        of(
            "external id no longer asked for",
            c -> c.setTrust(c.trust().replaceAll(",\"Condition\":\\{[^}]*}}", "")),
            FindingCode.TRUST_WITHOUT_EXTERNAL_ID),
        of(
            "another account trusted",
            c -> c.setTrust(c.trust().replace(GuardedCluster.VENDOR, "444455556666")),
            FindingCode.TRUST_WITHOUT_VENDOR,
            FindingCode.TRUST_OPEN_TO_OTHERS),
        of(
            "everybody trusted",
            c -> c.setTrust(c.trust().replace("arn:aws:iam::777788889999:root", "*")),
            FindingCode.TRUST_OPEN_TO_OTHERS),
        of(
            "vendor denied",
            c ->
                c.setTrust(
                    c.trust()
                        .replace(
                            "\"Statement\":[",
                            "\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":"
                                + "{\"AWS\":\"777788889999\"},\"Action\":\"sts:AssumeRole\"},")),
            FindingCode.TRUST_WITHOUT_VENDOR),
        of(
            "boundary removed",
            c -> {
              var _ = c.iam.deleteRolePermissionsBoundary(r -> r.roleName(c.name()));
            },
            FindingCode.BOUNDARY_MISSING),
        of(
            "boundary replaced",
            c -> {
              var _ =
                  c.iam.putRolePermissionsBoundary(r ->
                      r.roleName(c.name())
                          .permissionsBoundary("arn:aws:iam::aws:policy/AdministratorAccess"));
            },
            FindingCode.BOUNDARY_OTHER),
        of(
            "role's tags removed",
            c -> {
              var _ =
                  c.iam.untagRole(
                      r -> r.roleName(c.name()).tagKeys("cmek:cluster", "cmek:managed-by"));
            },
            FindingCode.OWNER_TAGS_MISSING),
        of(
            "another policy attached",
            c -> {
              var _ =
                  c.iam.attachRolePolicy(r ->
                      r.roleName(c.name())
                          .policyArn("arn:aws:iam::aws:policy/AdministratorAccess"));
            },
            FindingCode.ROLE_OTHER_KEYS),
        of(
            "another inline policy",
            c ->
                c.setInline(
                    "it's more",
                    c.rolePolicy().replaceAll("\"Resource\":\\[[^]]*]", "\"Resource\":\"*\"")),
            FindingCode.ROLE_OTHER_KEYS),
        of(
            "a deny added to the role",
            c ->
                c.setInline(
                    "stop",
                    """
                    {"Version":"2012-10-17",
                     "Statement":[{"Effect":"Deny","Action":"kms:*","Resource":"*"}]}\
                    """),
            FindingCode.ACCESS_DENIED),

        // the role's policy
        of(
                "role's policy deleted",
                c -> {
                  var _ = c.iam.deleteRolePolicy(r -> r.roleName(c.name()).policyName("cmek"));
                },
                FindingCode.ACCESS_NOT_GRANTED)
            .only(AccessGrant.ROLE_POLICY),
        of(
                "role's policy emptied but for reading",
                c ->
                    c.setInline(
                        "cmek",
                        c.rolePolicy()
                            .replaceAll("\"Action\":\\[[^]]*]", "\"Action\":\"kms:DescribeKey\"")),
                FindingCode.ACCESS_NOT_GRANTED)
            .only(AccessGrant.ROLE_POLICY),
        of(
                "an action removed from the role's policy",
                c -> c.setInline("cmek", c.rolePolicy().replace("\"kms:Decrypt\",", "")),
                FindingCode.ACCESS_NOT_GRANTED)
            .only(AccessGrant.ROLE_POLICY),
        of(
                "role's policy widened to all keys",
                c ->
                    c.setInline(
                        "cmek",
                        c.rolePolicy().replaceAll("\"Resource\":\\[[^]]*]", "\"Resource\":\"*\"")),
                FindingCode.ROLE_OTHER_KEYS)
            .only(AccessGrant.ROLE_POLICY),
        of(
                "a deny added to the role's policy",
                c ->
                    c.setInline(
                        "cmek",
                        c.rolePolicy()
                            .replace(
                                "\"Statement\":[",
                                "\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"kms:Encrypt\","
                                    + "\"Resource\":\"*\"},")),
                FindingCode.ACCESS_DENIED)
            .only(AccessGrant.ROLE_POLICY),

        // the key's policy
        of(
                "role taken out of the key's policy",
                c -> c.setKeyPolicy(account(c)),
                FindingCode.ACCESS_NOT_GRANTED)
            .only(AccessGrant.KEY_POLICY),
        of(
                "an action removed from the key's policy",
                c -> c.setKeyPolicy(c.keyPolicy().replaceAll("\"kms:Decrypt\" *, *", "")),
                FindingCode.ACCESS_NOT_GRANTED)
            .only(AccessGrant.KEY_POLICY),
        of(
                "everything allowed to the role by the key's policy, without a boundary",
                c -> {
                  c.setKeyPolicy(c.keyPolicy().replaceAll("\"kms:Encrypt\" *, *", "\"kms:*\","));
                  var _ = c.iam.deleteRolePermissionsBoundary(r -> r.roleName(c.name()));
                },
                FindingCode.ROLE_OTHER_ACTIONS,
                FindingCode.BOUNDARY_MISSING)
            .only(AccessGrant.KEY_POLICY),
        of(
                "account taken out of the key's policy",
                c ->
                    c.setKeyPolicy(
                        PolicyDocument.of(
                                AwsPolicyTexts.keyStatement("arn:aws:iam::111122223333:role/admin"))
                            .json()
                            .replace("\"kms:Encrypt\"", "\"kms:*\"")),
                FindingCode.ACCESS_NOT_DELEGATED,
                FindingCode.KEY_WITHOUT_ACCOUNT)
            .only(AccessGrant.ROLE_POLICY),
        of(
            "key's policy opened to everybody",
            c -> c.addToKeyPolicy(allow("*")),
            FindingCode.KEY_OPEN_TO_EVERYONE),
        of(
            "another account in the key's policy",
            c -> c.addToKeyPolicy(allow(STRANGER)),
            FindingCode.KEY_OPEN_TO_OTHER_ACCOUNT),
        of(
            "role denied by the key's policy",
            c -> c.addToKeyPolicy(DENY_ROLE.replace("ROLE", c.role.toString())),
            FindingCode.ACCESS_DENIED),
        of(
                "everybody denied by the key's policy",
                c -> c.addToKeyPolicy(DENY_ROLE.replace("ROLE", "*")),
                FindingCode.ACCESS_DENIED)
            .leaving(FindingCode.ACCESS_DENIED),

        // the key
        of(
            "key disabled",
            c -> {
              var _ = c.kms().disableKey(r -> r.keyId(c.key()));
            },
            FindingCode.KEY_DISABLED),
        of(
            "key to be deleted",
            c -> {
              var _ = c.kms().scheduleKeyDeletion(r -> r.keyId(c.key()).pendingWindowInDays(7));
            },
            FindingCode.KEY_PENDING_DELETION),
        of(
            "rotation off",
            c -> {
              var _ = c.kms().disableKeyRotation(r -> r.keyId(c.key()));
            },
            FindingCode.ROTATION_OFF),
        of(
            "key's tags removed",
            c -> {
              var _ = c.kms().untagResource(r -> r.keyId(c.key()).tagKeys("cmek:cluster"));
            },
            FindingCode.OWNER_TAGS_MISSING),
        of(
            "alias deleted, which takes no access away",
            c -> {
              var _ = c.kms().deleteAlias(r -> r.aliasName(c.alias));
            }),
        of(
            "a KMS grant to another account",
            c -> {
              var _ =
                  c.kms()
                      .createGrant(r ->
                          r.keyId(c.key())
                              .granteePrincipal(STRANGER)
                              .operations(GrantOperation.DECRYPT));
            },
            FindingCode.KEY_GRANT_TO_STRANGER),
        of(
                "the KMS grant that stood for the role's policy retired",
                Tampering::retireGrant,
                FindingCode.ACCESS_NOT_GRANTED)
            .only(AccessGrant.ROLE_POLICY));
  }

  private static void deleteRole(GuardedCluster c) {
    for (String policy : c.iam.listRolePolicies(r -> r.roleName(c.name())).policyNames()) {
      var _ = c.iam.deleteRolePolicy(r -> r.roleName(c.name()).policyName(policy));
    }
    var _ = c.iam.deleteRole(r -> r.roleName(c.name()));
  }

  private static void retireGrant(GuardedCluster c) {
    String grant =
        c.kms()
            .createGrant(r ->
                r.keyId(c.key())
                    .granteePrincipal(c.role.toString())
                    .operations(
                        GrantOperation.ENCRYPT,
                        GrantOperation.DECRYPT,
                        GrantOperation.GENERATE_DATA_KEY,
                        GrantOperation.DESCRIBE_KEY))
            .grantId();
    c.setInline("cmek", c.rolePolicy().replace("\"" + c.key() + "\",", ""));
    var _ = c.kms().retireGrant(r -> r.keyId(c.key()).grantId(grant));
  }

  private static String account(GuardedCluster c) {
    return PolicyDocument.of(AwsPolicyTexts.accountStatement(c.role)).json();
  }

  private static String allow(String principal) {
    return """
    {"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"kms:Decrypt","Resource":"*"}\
    """
        .formatted(principal);
  }
}
