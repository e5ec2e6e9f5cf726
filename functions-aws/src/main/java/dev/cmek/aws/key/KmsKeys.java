package dev.cmek.aws.key;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.aws.plan.Tags;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.Tag;

/// Keys in KMS.
public final class KmsKeys implements Keys {

  private final KmsClients clients;
  private final AwsCalls calls;

  public KmsKeys(KmsClients clients, AwsCalls calls) {
    this.clients = clients;
    this.calls = calls;
  }

  @Override
  public Optional<Key> find(Arn key) {
    return NewKey.isForetold(key) ? Optional.empty() : describe(key.region(), key.toString());
  }

  @Override
  public Optional<Key> findByAlias(String region, String alias) {
    return describe(region, alias);
  }

  @Override
  public Optional<Key> findByTags(String region, ClusterId cluster, boolean multiRegion) {
    KmsClient kms = clients.in(region);
    String marker = null;
    do {
      String page = marker;
      var answer =
          calls.call("kms:ListKeys", "keys in " + region, () -> kms.listKeys(r -> r.marker(page)));
      for (KeyListEntry entry : answer.keys()) {
        Optional<Key> found =
            isOurs(kms, entry.keyArn(), cluster)
                ? describe(region, entry.keyArn())
                : Optional.empty();
        if (found.isPresent() && found.get().multiRegion() == multiRegion) {
          return found;
        }
      }
      marker = Boolean.TRUE.equals(answer.truncated()) ? answer.nextMarker() : null;
    } while (marker != null);
    return Optional.empty();
  }

  @Override
  public Write<Key> create(NewKey wanted) {
    String region = wanted.foretold().region();
    return new Write<>(
        new Change("kms:CreateKey", wanted.foretold().toString(), detail(wanted)),
        foretold(wanted),
        () ->
            creating(
                "kms:CreateKey",
                "a key in " + region,
                () ->
                    key(
                        clients
                            .withoutRetry(region)
                            .createKey(r ->
                                r.keySpec(KeySpec.SYMMETRIC_DEFAULT)
                                    .keyUsage(KeyUsageType.ENCRYPT_DECRYPT)
                                    .description("CMEK of a CockroachDB Cloud cluster")
                                    .multiRegion(wanted.multiRegion())
                                    .policy(wanted.policy().map(PolicyDocument::json).orElse(null))
                                    .tags(tags(wanted.tags())))
                            .keyMetadata(),
                        wanted.tags())));
  }

  @Override
  public Write<Key> replicate(Arn primary, NewKey replica) {
    String region = replica.foretold().region();
    return new Write<>(
        new Change(
            "kms:ReplicateKey",
            replica.foretold().toString(),
            "copy of " + primary + ", " + detail(replica)),
        foretold(replica),
        () -> {
          try {
            return creating(
                "kms:ReplicateKey",
                primary + " to " + region,
                () ->
                    key(
                        clients
                            .withoutRetry(primary.region())
                            .replicateKey(r ->
                                r.keyId(primary.toString())
                                    .replicaRegion(region)
                                    .description("CMEK of a CockroachDB Cloud cluster")
                                    .policy(replica.policy().map(PolicyDocument::json).orElse(null))
                                    .tags(tags(replica.tags())))
                            .replicaKeyMetadata(),
                        replica.tags()));
          } catch (AlreadyExistsException _) {
            return find(replica.foretold())
                .orElseThrow(() ->
                    Stop.notYet(
                        Reason.KEY_NOT_READY, replica.foretold() + " is just being replicated"));
          }
        });
  }

  @Override
  public Write<Boolean> createAlias(Key key, String alias) {
    return new Write<>(
        new Change("kms:CreateAlias", alias + " in " + key.region(), "names " + key.arn()),
        true,
        () -> {
          try {
            var _ =
                creating(
                    "kms:CreateAlias",
                    alias + " for " + key.arn(),
                    () ->
                        clients
                            .in(key.region())
                            .createAlias(r -> r.aliasName(alias).targetKeyId(key.arn().id())));
            return true;
          } catch (AlreadyExistsException _) {
            return false;
          }
        });
  }

  @Override
  public Optional<Duration> rotationPeriod(Key key) {
    var status =
        calls.call(
            "kms:GetKeyRotationStatus",
            key.arn().toString(),
            () ->
                clients.in(key.region()).getKeyRotationStatus(r -> r.keyId(key.arn().toString())));
    return Boolean.TRUE.equals(status.keyRotationEnabled())
        ? Optional.of(Duration.ofDays(status.rotationPeriodInDays()))
        : Optional.empty();
  }

  @Override
  public Write<Key> enableRotation(Key key, Duration period) {
    return new Write<>(
        new Change(
            "kms:EnableKeyRotation", key.arn().toString(), "every " + period.toDays() + " days"),
        key,
        () -> {
          var _ =
              creating(
                  "kms:EnableKeyRotation",
                  key.arn().toString(),
                  () ->
                      clients
                          .in(key.region())
                          .enableKeyRotation(r ->
                              r.keyId(key.arn().toString())
                                  .rotationPeriodInDays((int) period.toDays())));
          return key;
        });
  }

  @Override
  public Write<Key> addTags(Key key, Map<String, String> tags) {
    Map<String, String> all = new HashMap<>(key.tags());
    all.putAll(tags);
    return new Write<>(
        new Change("kms:TagResource", key.arn().toString(), "tags " + tags),
        with(key, all),
        () -> {
          var _ =
              creating(
                  "kms:TagResource",
                  key.arn().toString(),
                  () ->
                      clients
                          .in(key.region())
                          .tagResource(r -> r.keyId(key.arn().toString()).tags(tags(tags))));
          return with(key, all);
        });
  }

  private Optional<Key> describe(String region, String id) {
    KmsClient kms = clients.in(region);
    try {
      KeyMetadata metadata =
          calls
              .call(
                  "kms:DescribeKey", id + " in " + region, () -> kms.describeKey(r -> r.keyId(id)))
              .keyMetadata();
      return Optional.of(key(metadata, tags(kms, metadata.arn())));
    } catch (NotFoundException _) {
      return Optional.empty();
    }
  }

  /// One that we may not look at is not ours: our keys' policies leave that to the account's own.
  private boolean isOurs(KmsClient kms, String key, ClusterId cluster) {
    try {
      return Tags.OURS.areOurs(tags(kms, key), cluster);
    } catch (NotFoundException _) {
      return false;
    } catch (Stop stop) {
      if (stop.reason() == Reason.MISSING_RIGHT) {
        return false;
      }
      throw stop;
    }
  }

  private Map<String, String> tags(KmsClient kms, String key) {
    Map<String, String> tags = new HashMap<>();
    calls
        .call(
            "kms:ListResourceTags",
            key,
            () -> kms.listResourceTagsPaginator(r -> r.keyId(key)).stream().toList())
        .forEach(page -> page.tags().forEach(tag -> tags.put(tag.tagKey(), tag.tagValue())));
    return tags;
  }

  /// A write on a key or a principal that is so young that not every part of AWS knows it.
  private <T> T creating(String action, String object, Supplier<T> call) {
    try {
      return calls.call(action, object, call);
    } catch (MalformedPolicyDocumentException e) {
      throw Stop.notYet(
          Reason.PRINCIPAL_SPREADING,
          action + " on " + object + ": KMS does not know the role yet: " + AwsCalls.text(e));
    } catch (KmsInvalidStateException | NotFoundException e) {
      throw Stop.notYet(Reason.KEY_NOT_READY, action + " on " + object + ": " + AwsCalls.text(e));
    } catch (LimitExceededException e) {
      throw Stop.refused(
          Reason.MISSING_RIGHT,
          action + " on " + object + ": " + AwsCalls.text(e),
          "Ask AWS to raise the quota of KMS keys or aliases in this account and region");
    }
  }

  private static Key foretold(NewKey wanted) {
    return new Key(
        wanted.foretold(),
        "Enabled",
        "SYMMETRIC_DEFAULT",
        "ENCRYPT_DECRYPT",
        wanted.multiRegion(),
        wanted.tags(),
        Instant.EPOCH);
  }

  private static String detail(NewKey wanted) {
    return (wanted.multiRegion() ? "multi-Region, " : "")
        + "tags "
        + wanted.tags()
        + wanted.policy().map(policy -> ", policy " + policy.json()).orElse("");
  }

  private static Key key(KeyMetadata metadata, Map<String, String> tags) {
    return new Key(
        Arn.parse(metadata.arn()),
        metadata.keyStateAsString(),
        metadata.keySpecAsString(),
        metadata.keyUsageAsString(),
        Boolean.TRUE.equals(metadata.multiRegion()),
        tags,
        metadata.creationDate());
  }

  private static Key with(Key key, Map<String, String> tags) {
    return new Key(
        key.arn(), key.state(), key.spec(), key.usage(), key.multiRegion(), tags, key.createdAt());
  }

  private static List<Tag> tags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().tagKey(tag.getKey()).tagValue(tag.getValue()).build())
        .toList();
  }
}
