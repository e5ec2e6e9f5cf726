package dev.cmek.aws.verify;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.aws.key.KmsClients;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.Reading.Denied;
import dev.cmek.shared.verify.Reading.Read;
import dev.cmek.shared.verify.Reading.Unreachable;
import dev.cmek.shared.verify.aws.AwsFactSource;
import dev.cmek.shared.verify.aws.KeyFacts;
import dev.cmek.shared.verify.aws.KeyFacts.Grant;
import dev.cmek.shared.verify.aws.KeyFacts.Metadata;
import dev.cmek.shared.verify.aws.KeyFacts.MultiRegion;
import dev.cmek.shared.verify.aws.KeyFacts.Rotation;
import dev.cmek.shared.verify.aws.RoleFacts;
import dev.cmek.shared.verify.aws.RoleFacts.Identity;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.MultiRegionConfiguration;
import software.amazon.awssdk.services.kms.model.MultiRegionKey;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;

/// Facts from IAM and KMS. Each is a reading of its own: what can't be had of one says nothing of
/// the others.
public final class SdkFactSource implements AwsFactSource {

  private final IamClient iam;
  private final KmsClients kms;
  private final AwsCalls calls;

  public SdkFactSource(IamClient iam, KmsClients kms, AwsCalls calls) {
    this.iam = iam;
    this.kms = kms;
    this.calls = calls;
  }

  @Override
  public RoleFacts role(String arn) {
    Optional<Arn> role =
        Arn.find(arn)
            .filter(a -> a.service().equals("iam"))
            .filter(a -> a.resource().startsWith("role/"));
    if (role.isEmpty()) {
      return RoleFacts.absent(arn);
    }
    String name = role.get().name();
    Reading<Identity> identity =
        find(
            "iam:GetRole",
            arn,
            () ->
                Optional.of(iam.getRole(r -> r.roleName(name)).role())
                    .filter(found -> found.arn().equals(arn))
                    .map(SdkFactSource::identity));
    if (identity instanceof Absent<Identity>) {
      return RoleFacts.absent(arn);
    }
    return new RoleFacts(arn, identity, inline(arn, name), attached(arn, name), boundary(identity));
  }

  @Override
  public KeyFacts key(String arn) {
    KmsClient client = kms.in(Arn.parse(arn).region());
    Reading<Metadata> metadata =
        read(
            "kms:DescribeKey",
            arn,
            () -> metadata(client.describeKey(r -> r.keyId(arn)).keyMetadata()));
    if (metadata instanceof Absent<Metadata>) {
      return KeyFacts.absent(arn);
    }
    return new KeyFacts(
        arn,
        metadata,
        read(
            "kms:GetKeyPolicy",
            arn,
            () ->
                PolicyDocument.parse(
                    client.getKeyPolicy(r -> r.keyId(arn).policyName("default")).policy())),
        read(
            "kms:ListGrants",
            arn,
            () ->
                client.listGrantsPaginator(r -> r.keyId(arn)).grants().stream()
                    .map(SdkFactSource::grant)
                    .toList()),
        rotation(client, arn),
        read("kms:ListResourceTags", arn, () -> tags(client, arn)));
  }

  private Reading<List<NamedPolicy>> inline(String arn, String name) {
    return read(
        "iam:GetRolePolicy",
        arn,
        () ->
            iam.listRolePoliciesPaginator(r -> r.roleName(name)).policyNames().stream()
                .map(policy ->
                    named(
                        policy,
                        iam.getRolePolicy(r -> r.roleName(name).policyName(policy))
                            .policyDocument()))
                .toList());
  }

  private Reading<List<NamedPolicy>> attached(String arn, String name) {
    return read(
        "iam:ListAttachedRolePolicies",
        arn,
        () ->
            iam.listAttachedRolePoliciesPaginator(r -> r.roleName(name)).attachedPolicies().stream()
                .map(AttachedPolicy::policyArn)
                .map(policy -> named(policy, managed(policy)))
                .toList());
  }

  private Reading<PolicyDocument> boundary(Reading<Identity> identity) {
    Optional<String> boundary =
        identity.find().flatMap(role -> Optional.ofNullable(role.boundaryArn()));
    return boundary.isEmpty()
        ? new Absent<>()
        : read("iam:GetPolicyVersion", boundary.get(), () -> parse(managed(boundary.get())));
  }

  private Reading<Rotation> rotation(KmsClient client, String arn) {
    return find(
        "kms:GetKeyRotationStatus",
        arn,
        () -> {
          try {
            GetKeyRotationStatusResponse status = client.getKeyRotationStatus(r -> r.keyId(arn));
            return Optional.of(
                new Rotation(
                    Boolean.TRUE.equals(status.keyRotationEnabled()), status.nextRotationDate()));
          } catch (UnsupportedOperationException _) {
            return Optional.empty();
          }
        });
  }

  /// The default version of a managed policy, as it comes.
  private String managed(String arn) {
    String version = iam.getPolicy(r -> r.policyArn(arn)).policy().defaultVersionId();
    return iam.getPolicyVersion(r -> r.policyArn(arn).versionId(version))
        .policyVersion()
        .document();
  }

  private <T> Reading<T> read(String action, String object, Supplier<T> look) {
    return find(action, object, () -> Optional.of(look.get()));
  }

  /// One reading of what may not be there.
  private <T> Reading<T> find(String action, String object, Supplier<Optional<T>> look) {
    try {
      Optional<T> found = calls.call(action, object, look);
      return found.isPresent() ? new Read<>(found.get()) : new Absent<>();
    } catch (NoSuchEntityException | NotFoundException absent) {
      return new Absent<>();
    } catch (Stop stop) {
      return stop.reason() == Reason.MISSING_RIGHT
          ? new Denied<>(action)
          : new Unreachable<>(String.valueOf(stop.getMessage()));
    } catch (AwsServiceException e) {
      return new Unreachable<>(action + ": " + AwsCalls.text(e));
    } catch (IllegalArgumentException e) {
      return new Unreachable<>(action + " gives what can't be understood: " + e.getMessage());
    }
  }

  private static Identity identity(Role role) {
    Map<String, String> tags = new HashMap<>();
    for (Tag tag : role.tags()) {
      tags.put(tag.key(), tag.value());
    }
    return new Identity(
        role.roleId(),
        parse(role.assumeRolePolicyDocument()),
        role.permissionsBoundary() == null
            ? null
            : role.permissionsBoundary().permissionsBoundaryArn(),
        tags);
  }

  private static Metadata metadata(KeyMetadata key) {
    return new Metadata(
        key.keyStateAsString(),
        key.keySpecAsString(),
        key.keyUsageAsString(),
        key.originAsString(),
        key.keyManagerAsString(),
        Boolean.TRUE.equals(key.multiRegion()) ? family(key.multiRegionConfiguration()) : null,
        key.deletionDate(),
        key.creationDate() == null ? Instant.EPOCH : key.creationDate());
  }

  private static MultiRegion family(MultiRegionConfiguration family) {
    return new MultiRegion(
        family.primaryKey().arn(), family.replicaKeys().stream().map(MultiRegionKey::arn).toList());
  }

  private static Grant grant(GrantListEntry grant) {
    return new Grant(
        grant.grantId(),
        grant.granteePrincipal(),
        grant.operationsAsStrings(),
        grant.constraints() != null
            && (grant.constraints().hasEncryptionContextEquals()
                || grant.constraints().hasEncryptionContextSubset()));
  }

  private static Map<String, String> tags(KmsClient client, String arn) {
    Map<String, String> tags = new HashMap<>();
    client
        .listResourceTagsPaginator(r -> r.keyId(arn))
        .tags()
        .forEach(tag -> tags.put(tag.tagKey(), tag.tagValue()));
    return tags;
  }

  private static NamedPolicy named(String name, String document) {
    return new NamedPolicy(name, parse(document));
  }

  /// IAM gives documents URL-encoded.
  private static PolicyDocument parse(String document) {
    return PolicyDocument.parse(URLDecoder.decode(document, StandardCharsets.UTF_8));
  }
}
