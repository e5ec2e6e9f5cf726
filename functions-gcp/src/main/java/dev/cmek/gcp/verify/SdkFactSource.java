package dev.cmek.gcp.verify;

import com.google.api.services.cloudkms.v1.CloudKMS;
import com.google.api.services.cloudkms.v1.model.CryptoKey;
import com.google.api.services.cloudkms.v1.model.CryptoKeyVersion;
import com.google.api.services.cloudkms.v1.model.ListCryptoKeyVersionsResponse;
import com.google.api.services.cloudresourcemanager.v3.CloudResourceManager;
import com.google.api.services.cloudresourcemanager.v3.model.GetIamPolicyRequest;
import com.google.api.services.cloudresourcemanager.v3.model.GetPolicyOptions;
import com.google.api.services.iam.v1.Iam;
import com.google.api.services.iam.v1.model.ServiceAccount;
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
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Facts from IAM, Cloud KMS and the Resource Manager. Each is a reading of its own: what can't be
/// had of one says nothing of the others.
public final class SdkFactSource implements GcpFactSource {

  private final CloudKMS.Projects.Locations.KeyRings rings;
  private final Iam iam;
  private final CloudResourceManager projects;
  private final Troubleshooter troubleshooter;
  private final GoogleCalls calls;

  public SdkFactSource(
      CloudKMS kms,
      Iam iam,
      CloudResourceManager projects,
      Troubleshooter troubleshooter,
      GoogleCalls calls) {
    this.rings = kms.projects().locations().keyRings();
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
        read("cloudkms.cryptoKeys.get", key, () -> metadata(rings.cryptoKeys().get(key).execute()));
    if (metadata instanceof Absent<Metadata>) {
      return KeyFacts.absent(name);
    }
    return new KeyFacts(
        name,
        metadata,
        read("cloudkms.cryptoKeyVersions.list", key, () -> versions(key)),
        read(
            "cloudkms.cryptoKeys.getIamPolicy",
            key,
            () ->
                AllowPolicies.of(
                    rings
                        .cryptoKeys()
                        .getIamPolicy(key)
                        .setOptionsRequestedPolicyVersion(IamPolicy.VERSION)
                        .execute())),
        read(
            "cloudkms.keyRings.getIamPolicy",
            name.ringName(),
            () ->
                AllowPolicies.of(
                    rings
                        .getIamPolicy(name.ringName())
                        .setOptionsRequestedPolicyVersion(IamPolicy.VERSION)
                        .execute())));
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
        () -> AllowPolicies.of(projects.projects().getIamPolicy(name, request).execute()));
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

  private List<Version> versions(String key) throws IOException {
    var list = rings.cryptoKeys().cryptoKeyVersions().list(key);
    List<Version> versions = new ArrayList<>();
    String page;
    do {
      ListCryptoKeyVersionsResponse response = list.execute();
      List<CryptoKeyVersion> some = response.getCryptoKeyVersions();
      if (some != null) {
        some.forEach(version -> versions.add(version(version)));
      }
      page = response.getNextPageToken();
      list.setPageToken(page);
    } while (page != null && !page.isEmpty());
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
    Map<String, String> labels = key.getLabels();
    return new Metadata(
        key.getPurpose(),
        key.getVersionTemplate().getAlgorithm(),
        key.getVersionTemplate().getProtectionLevel(),
        Boolean.TRUE.equals(key.getImportOnly()),
        Optional.ofNullable(key.getPrimary()).map(SdkFactSource::number).orElse(null),
        duration(key.getRotationPeriod()),
        instant(key.getNextRotationTime()),
        duration(key.getDestroyScheduledDuration()),
        labels == null ? Map.of() : labels,
        Instant.parse(key.getCreateTime()));
  }

  private static Version version(CryptoKeyVersion version) {
    return new Version(
        number(version),
        version.getState(),
        "DESTROY_SCHEDULED".equals(version.getState()) ? instant(version.getDestroyTime()) : null);
  }

  private static String number(CryptoKeyVersion version) {
    return version.getName().substring(version.getName().lastIndexOf('/') + 1);
  }

  private static @Nullable Duration duration(@Nullable String seconds) {
    return seconds == null ? null : Duration.parse("PT" + seconds);
  }

  private static @Nullable Instant instant(@Nullable String time) {
    return time == null ? null : Instant.parse(time);
  }
}
