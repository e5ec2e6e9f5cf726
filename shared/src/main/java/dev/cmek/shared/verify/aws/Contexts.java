package dev.cmek.shared.verify.aws;

import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.Context;
import dev.cmek.shared.verify.aws.KeyFacts.Metadata;
import dev.cmek.shared.verify.aws.KeyFacts.MultiRegion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is known beforehand of a request, for the conditions of policies. What is not mentioned
/// here nobody can know: the vendor's addresses, endpoints, session names. Conditions on that are
/// never decided.
final class Contexts {

  /// Set only for requests that AWS services make on somebody's behalf.
  private static final String[] OF_SERVICES = {
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList"
  };

  private Contexts() {}

  /// What is known of requests on one key.
  ///
  /// @param naming of actions whose requests name an encryption algorithm
  /// @param other of all others
  record OnKey(Context naming, Context other) {

    Context of(String action) {
      boolean names = action.endsWith("crypt") || action.startsWith("kms:ReEncrypt");
      return names ? naming : other;
    }
  }

  /// The vendor, in a session of the role that begins now, calling KMS itself by the key's ARN.
  static Context roleSession(RoleFacts role, AwsFacts facts) {
    Map<String, List<String>> known = new HashMap<>();
    Arn arn = Arn.parse(role.arn());
    known.put("aws:PrincipalArn", List.of(role.arn()));
    known.put("aws:PrincipalAccount", List.of(arn.account()));
    known.put("kms:CallerAccount", List.of(arn.account()));
    known.put("aws:PrincipalType", List.of("AssumedRole"));
    known.put("aws:CurrentTime", List.of(facts.now().toString()));
    known.put("aws:EpochTime", List.of(Long.toString(facts.now().getEpochSecond())));
    known.put("aws:TokenIssueTime", List.of(facts.now().toString()));
    known.put("aws:ViaAWSService", List.of("false"));
    known.put("kms:GrantIsForAWSResource", List.of("false"));
    String organization = facts.expectations().organizationId();
    if (organization != null) {
      known.put("aws:PrincipalOrgID", List.of(organization));
    }
    role.identity().find().ifPresent(i -> putTags("aws:PrincipalTag/", i.tags(), known));
    Context session =
        caller()
            .with(known)
            .without(
                "kms:ViaService",
                "aws:CalledVia*",
                "kms:RequestAlias",
                "kms:RecipientAttestation:*",
                "aws:FederatedProvider",
                "aws:username");
    return role.identity().find().isPresent() ? session.without("aws:PrincipalTag/*") : session;
  }

  /// The same, towards this key.
  static OnKey on(KeyFacts key, Context context) {
    Arn arn = Arn.parse(key.arn());
    Map<String, List<String>> known = new HashMap<>();
    key.tags().find().ifPresent(tags -> putTags("aws:ResourceTag/", tags, known));
    key.metadata().find().ifPresent(metadata -> putMetadata(arn, metadata, known));
    Context on = resource(arn, context).with(known);
    if (key.tags().find().isPresent()) {
      on = on.without("aws:ResourceTag/*");
    }
    return new OnKey(
        on.with("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT"),
        on.without("kms:EncryptionAlgorithm"));
  }

  private static void putTags(
      String prefix, Map<String, String> tags, Map<String, List<String>> known) {
    tags.forEach((key, value) -> known.put(prefix + key, List.of(value)));
  }

  private static void putMetadata(Arn key, Metadata metadata, Map<String, List<String>> known) {
    known.put("kms:KeySpec", List.of(metadata.spec()));
    known.put("kms:CustomerMasterKeySpec", List.of(metadata.spec()));
    known.put("kms:KeyUsage", List.of(metadata.usage()));
    known.put("kms:CustomerMasterKeyUsage", List.of(metadata.usage()));
    known.put("kms:KeyOrigin", List.of(metadata.origin()));
    MultiRegion family = metadata.multiRegion();
    known.put("kms:MultiRegion", List.of(Boolean.toString(family != null)));
    if (family == null) {
      known.put("kms:MultiRegionKeyType", List.of());
    } else {
      boolean primary = family.primary().equals(key.toString());
      known.put("kms:MultiRegionKeyType", List.of(primary ? "PRIMARY" : "REPLICA"));
    }
  }

  /// The same, towards some key that has neither tags nor aliases of ours.
  static Context onAnotherKey(Arn key, Context context) {
    return resource(key, context).without("aws:ResourceTag/*", "kms:ResourceAliases");
  }

  private static Context resource(Arn key, Context context) {
    return context
        .with("aws:RequestedRegion", key.region())
        .with("aws:ResourceAccount", key.account());
  }

  /// Some identity of another account, which may come on any way it likes.
  static Context stranger(String account) {
    return caller().with("kms:CallerAccount", account).unknown("aws:PrincipalIsAWSService");
  }

  /// The vendor, assuming the role. Which of its identities does so is not known.
  static Context vendor() {
    return caller().unknown("aws:PrincipalArn");
  }

  /// A service acting for another account.
  static Context serviceFor(String account, String region) {
    return Context.UNKNOWN
        .with("aws:SecureTransport", "true")
        .with("aws:PrincipalIsAWSService", "true")
        .with("aws:SourceAccount", account)
        .with("aws:SourceArn", "arn:aws:any:" + region + ":" + account + ":any");
  }

  private static Context caller() {
    return Context.UNKNOWN
        .with("aws:SecureTransport", "true")
        .with("aws:PrincipalIsAWSService", "false")
        .without(OF_SERVICES);
  }
}
