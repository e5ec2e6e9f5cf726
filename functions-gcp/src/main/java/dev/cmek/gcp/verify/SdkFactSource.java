package dev.cmek.gcp.verify;

import com.google.api.services.cloudresourcemanager.v3.CloudResourceManager;
import com.google.api.services.cloudresourcemanager.v3.model.GetIamPolicyRequest;
import com.google.api.services.cloudresourcemanager.v3.model.GetPolicyOptions;
import com.google.api.services.iam.v1.Iam;
import com.google.api.services.iam.v1.model.ServiceAccount;
import com.google.cloud.kms.v1.CryptoKey;
import com.google.cloud.kms.v1.CryptoKeyVersion;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.protobuf.Timestamp;
import dev.cmek.gcp.call.AllowPolicies;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.gcp.call.GoogleError;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.Reading.Denied;
import dev.cmek.shared.verify.Reading.Read;
import dev.cmek.shared.verify.Reading.Unreachable;
import dev.cmek.shared.verify.gcp.AccountFacts;
import dev.cmek.shared.verify.gcp.AccountFacts.Identity;
import dev.cmek.shared.verify.gcp.GcpFactSource;
import dev.cmek.shared.verify.gcp.KeyFacts;
import dev.cmek.shared.verify.gcp.KeyFacts.Metadata;
import dev.cmek.shared.verify.gcp.KeyFacts.Version;
import dev.cmek.shared.verify.gcp.Opinion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Facts from IAM, Cloud KMS and the Resource Manager. Each is a reading of its own: what can't be
/// had of one says nothing of the others.
public final class SdkFactSource implements GcpFactSource {

  private final KeyManagementServiceClient kms;
  private final Iam iam;
  private final CloudResourceManager projects;
  private final Troubleshooter troubleshooter;
  private final GoogleCalls calls;

  public SdkFactSource(
      KeyManagementServiceClient kms,
      Iam iam,
      CloudResourceManager projects,
      Troubleshooter troubleshooter,
      GoogleCalls calls) {
    this.kms = kms;
    this.iam = iam;
    this.projects = projects;
    this.troubleshooter = troubleshooter;
    this.calls = calls;
  }

  @Override
  public AccountFacts account(String email) {
    Optional<ServiceAccountEmail> account = ServiceAccountEmail.find(email);
    if (account.isEmpty()) {
      return AccountFacts.absent(email);
    }
    String name = account.get().resourceName();
    Reading<Identity> identity =
        read(
            "iam.serviceAccounts.get",
            name,
            () -> identity(iam.projects().serviceAccounts().get(name).execute()));
    if (identity instanceof Absent<Identity>) {
      return AccountFacts.absent(email);
    }
    return new AccountFacts(
        email,
        identity,
        read(
            "iam.serviceAccounts.getIamPolicy",
            name,
            () ->
                AllowPolicies.of(
                    iam.projects()
                        .serviceAccounts()
                        .getIamPolicy(name)
                        .setOptionsRequestedPolicyVersion(IamPolicy.VERSION)
                        .execute())));
  }

  @Override
  public KeyFacts key(CryptoKeyName name) {
    String key = name.toString();
    Reading<Metadata> metadata =
        read("cloudkms.cryptoKeys.get", key, () -> metadata(kms.getCryptoKey(key)));
    if (metadata instanceof Absent<Metadata>) {
      return KeyFacts.absent(name);
    }
    return new KeyFacts(
        name,
        metadata,
        read("cloudkms.cryptoKeyVersions.list", key, () -> versions(key)),
        read("cloudkms.cryptoKeys.getIamPolicy", key, () -> policy(key)),
        read("cloudkms.keyRings.getIamPolicy", name.ringName(), () -> policy(name.ringName())));
  }

  @Override
  public Reading<IamPolicy> project(String id) {
    String name = "projects/" + id;
    GetIamPolicyRequest request =
        new GetIamPolicyRequest()
            .setOptions(new GetPolicyOptions().setRequestedPolicyVersion(IamPolicy.VERSION));
    return read(
        "resourcemanager.projects.getIamPolicy",
        name,
        () -> ProjectPolicies.of(projects.projects().getIamPolicy(name, request).execute()));
  }

  @Override
  public Reading<Set<String>> role(String name) {
    return read("iam.roles.get", name, () -> new RoleDefinitions(iam).permissions(name));
  }

  @Override
  public Reading<Opinion> opinion(String email, CryptoKeyName key, String permission) {
    return read(
        "policytroubleshooter.iam.troubleshoot",
        key.toString(),
        () -> troubleshooter.ask(email, key, permission));
  }

  private IamPolicy policy(String resource) {
    return AllowPolicies.of(
        kms.getIamPolicy(
            com.google.iam.v1.GetIamPolicyRequest.newBuilder()
                .setResource(resource)
                .setOptions(
                    com.google.iam.v1.GetPolicyOptions.newBuilder()
                        .setRequestedPolicyVersion(IamPolicy.VERSION))
                .build()));
  }

  private List<Version> versions(String key) {
    List<Version> versions = new ArrayList<>();
    for (CryptoKeyVersion version : kms.listCryptoKeyVersions(key).iterateAll()) {
      versions.add(
          new Version(
              number(version.getName()),
              version.getState().name(),
              version.getState() == CryptoKeyVersion.CryptoKeyVersionState.DESTROY_SCHEDULED
                  ? instant(version.getDestroyTime())
                  : null));
    }
    return versions;
  }

  /// One reading of what may not be there.
  private <T> Reading<T> read(String permission, String object, GoogleCalls.Call<T> look) {
    try {
      Optional<T> found = calls.find(permission, object, look);
      return found.isPresent() ? new Read<>(found.get()) : new Absent<>();
    } catch (Stop stop) {
      return switch (stop.reason()) {
        case MISSING_RIGHT -> new Denied<>(permission);
        case ORGANIZATION_POLICY ->
            new Denied<>(permission + " (an organization policy or service perimeter refuses it)");
        default -> new Unreachable<>(String.valueOf(stop.getMessage()));
      };
    } catch (GoogleError e) {
      return new Unreachable<>(permission + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return new Unreachable<>(permission + " gives what can't be understood: " + e.getMessage());
    }
  }

  private static Identity identity(ServiceAccount account) {
    String description = account.getDescription();
    return new Identity(
        account.getUniqueId(),
        Boolean.TRUE.equals(account.getDisabled()),
        description == null ? "" : description);
  }

  private static Metadata metadata(CryptoKey key) {
    return new Metadata(
        key.getPurpose().name(),
        key.getVersionTemplate().getAlgorithm().name(),
        key.getVersionTemplate().getProtectionLevel().name(),
        key.getImportOnly(),
        key.hasPrimary() ? number(key.getPrimary().getName()) : null,
        key.hasRotationPeriod() ? duration(key.getRotationPeriod()) : null,
        key.hasNextRotationTime() ? instant(key.getNextRotationTime()) : null,
        key.hasDestroyScheduledDuration() ? duration(key.getDestroyScheduledDuration()) : null,
        key.getLabelsMap(),
        instant(key.getCreateTime()));
  }

  private static String number(String version) {
    return version.substring(version.lastIndexOf('/') + 1);
  }

  private static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
