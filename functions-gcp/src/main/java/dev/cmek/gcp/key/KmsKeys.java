package dev.cmek.gcp.key;

import com.google.api.services.cloudkms.v1.CloudKMS;
import com.google.api.services.cloudkms.v1.model.CryptoKeyVersion;
import com.google.api.services.cloudkms.v1.model.CryptoKeyVersionTemplate;
import com.google.api.services.cloudkms.v1.model.KeyRing;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.gcp.call.GoogleError;
import dev.cmek.gcp.call.GoogleError.Code;
import dev.cmek.gcp.key.CryptoKey.Version;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Keys in Cloud KMS.
public final class KmsKeys implements Keys {

  private static final String CREATE_RING = "cloudkms.keyRings.create";
  private static final String CREATE = "cloudkms.cryptoKeys.create";
  private static final String UPDATE = "cloudkms.cryptoKeys.update";

  private final CloudKMS.Projects.Locations.KeyRings rings;
  private final GoogleCalls calls;

  public KmsKeys(CloudKMS kms, GoogleCalls calls) {
    this.rings = kms.projects().locations().keyRings();
    this.calls = calls;
  }

  @Override
  public Optional<CryptoKey> find(CryptoKeyName name) {
    return calls
        .find(
            "cloudkms.cryptoKeys.get",
            name.toString(),
            () -> rings.cryptoKeys().get(name.toString()).execute())
        .map(KmsKeys::key);
  }

  @Override
  public boolean hasRing(CryptoKeyName key) {
    return calls
        .find("cloudkms.keyRings.get", key.ringName(), () -> rings.get(key.ringName()).execute())
        .isPresent();
  }

  @Override
  public Write<String> createRing(CryptoKeyName key) {
    String parent = "projects/" + key.project() + "/locations/" + key.location();
    return new Write<>(
        new Change(CREATE_RING, key.ringName(), "in " + key.location()),
        key.ringName(),
        () -> {
          try {
            var _ =
                calls.create(
                    CREATE_RING,
                    key.ringName(),
                    () ->
                        rings.create(parent, new KeyRing()).setKeyRingId(key.keyRing()).execute());
            return key.ringName();
          } catch (GoogleError e) {
            if (e.is(Code.NOT_FOUND, Code.INVALID_ARGUMENT)) {
              throw Stop.refused(
                  Reason.BAD_REQUEST,
                  "Cloud KMS keeps no keys in location " + key.location() + ": " + e.getMessage(),
                  "Choose a keyRegion out of: gcloud kms locations list --project "
                      + key.project());
            }
            throw e;
          }
        });
  }

  @Override
  public Write<CryptoKey> create(NewKey wanted) {
    CryptoKeyName name = wanted.name();
    return new Write<>(
        new Change(
            CREATE,
            name.toString(),
            "rotates every "
                + wanted.rotation().period().toDays()
                + " days, labels "
                + wanted.labels()),
        foretold(wanted),
        () ->
            calls
                .create(
                    CREATE,
                    name.toString(),
                    () ->
                        rings
                            .cryptoKeys()
                            .create(name.ringName(), json(wanted))
                            .setCryptoKeyId(name.cryptoKey())
                            .execute())
                .map(KmsKeys::key)
                .or(() -> find(name))
                .orElseThrow(
                    () -> Stop.notYet(Reason.KEY_NOT_READY, name + " is just being created")));
  }

  @Override
  public Write<CryptoKey> rotate(CryptoKey key, Rotation rotation) {
    return update(
        key,
        "every " + rotation.period().toDays() + " days",
        key.withRotation(rotation.period()),
        new com.google.api.services.cloudkms.v1.model.CryptoKey()
            .setRotationPeriod(json(rotation.period()))
            .setNextRotationTime(json(rotation.next())),
        "rotationPeriod,nextRotationTime");
  }

  @Override
  public Write<CryptoKey> addLabels(CryptoKey key, Map<String, String> labels) {
    Map<String, String> all = new HashMap<>(key.labels());
    all.putAll(labels);
    return update(
        key,
        "labels " + labels,
        key.withLabels(all),
        new com.google.api.services.cloudkms.v1.model.CryptoKey().setLabels(all),
        "labels");
  }

  private Write<CryptoKey> update(
      CryptoKey key,
      String detail,
      CryptoKey foretold,
      com.google.api.services.cloudkms.v1.model.CryptoKey changed,
      String fields) {
    String name = key.name().toString();
    return new Write<>(
        new Change(UPDATE, name, detail),
        foretold,
        () ->
            key(
                calls.call(
                    UPDATE,
                    name,
                    () ->
                        rings.cryptoKeys().patch(name, changed).setUpdateMask(fields).execute())));
  }

  private static com.google.api.services.cloudkms.v1.model.CryptoKey json(NewKey wanted) {
    return new com.google.api.services.cloudkms.v1.model.CryptoKey()
        .setPurpose(CryptoKey.PURPOSE)
        .setVersionTemplate(
            new CryptoKeyVersionTemplate()
                .setAlgorithm(CryptoKey.ALGORITHM)
                .setProtectionLevel("SOFTWARE"))
        .setDestroyScheduledDuration(json(NewKey.DESTROY_AFTER))
        .setRotationPeriod(json(wanted.rotation().period()))
        .setNextRotationTime(json(wanted.rotation().next()))
        .setLabels(wanted.labels());
  }

  private static CryptoKey foretold(NewKey wanted) {
    return new CryptoKey(
        wanted.name(),
        CryptoKey.PURPOSE,
        CryptoKey.ALGORITHM,
        Optional.of(Version.FIRST),
        wanted.labels(),
        Optional.of(wanted.rotation().period()),
        Instant.EPOCH);
  }

  private static CryptoKey key(com.google.api.services.cloudkms.v1.model.CryptoKey key) {
    Map<String, String> labels = key.getLabels();
    return new CryptoKey(
        CryptoKeyName.parse(key.getName()),
        key.getPurpose(),
        key.getVersionTemplate().getAlgorithm(),
        Optional.ofNullable(key.getPrimary()).map(KmsKeys::version),
        labels == null ? Map.of() : labels,
        Optional.ofNullable(key.getRotationPeriod())
            .filter(_ -> key.getNextRotationTime() != null)
            .map(seconds -> Duration.parse("PT" + seconds)),
        Instant.parse(key.getCreateTime()));
  }

  private static Version version(CryptoKeyVersion version) {
    return new Version(
        version.getName().substring(version.getName().lastIndexOf('/') + 1), version.getState());
  }

  private static String json(Duration duration) {
    return duration.toSeconds() + "s";
  }

  private static String json(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
