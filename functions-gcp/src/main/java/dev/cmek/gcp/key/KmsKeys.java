package dev.cmek.gcp.key;

import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.kms.v1.CryptoKey.CryptoKeyPurpose;
import com.google.cloud.kms.v1.CryptoKeyVersion;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm;
import com.google.cloud.kms.v1.CryptoKeyVersionTemplate;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyRing;
import com.google.cloud.kms.v1.ProtectionLevel;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.gcp.call.GoogleError;
import dev.cmek.gcp.key.CryptoKey.Version;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Keys in Cloud KMS.
public final class KmsKeys implements Keys {

  private static final String CREATE_RING = "cloudkms.keyRings.create";
  private static final String CREATE = "cloudkms.cryptoKeys.create";
  private static final String UPDATE = "cloudkms.cryptoKeys.update";

  private final KeyManagementServiceClient kms;
  private final GoogleCalls calls;

  public KmsKeys(KeyManagementServiceClient kms, GoogleCalls calls) {
    this.kms = kms;
    this.calls = calls;
  }

  @Override
  public Optional<CryptoKey> find(CryptoKeyName name) {
    return calls
        .find("cloudkms.cryptoKeys.get", name.toString(), () -> kms.getCryptoKey(name.toString()))
        .map(KmsKeys::key);
  }

  @Override
  public boolean hasRing(CryptoKeyName key) {
    return calls
        .find("cloudkms.keyRings.get", key.ringName(), () -> kms.getKeyRing(key.ringName()))
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
                    () -> kms.createKeyRing(parent, key.keyRing(), KeyRing.getDefaultInstance()));
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
                    () -> kms.createCryptoKey(name.ringName(), name.cryptoKey(), proto(wanted)))
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
        com.google.cloud.kms.v1.CryptoKey.newBuilder()
            .setRotationPeriod(proto(rotation.period()))
            .setNextRotationTime(proto(rotation.next())),
        "rotation_period",
        "next_rotation_time");
  }

  @Override
  public Write<CryptoKey> addLabels(CryptoKey key, Map<String, String> labels) {
    Map<String, String> all = new HashMap<>(key.labels());
    all.putAll(labels);
    return update(
        key,
        "labels " + labels,
        key.withLabels(all),
        com.google.cloud.kms.v1.CryptoKey.newBuilder().putAllLabels(all),
        "labels");
  }

  private Write<CryptoKey> update(
      CryptoKey key,
      String detail,
      CryptoKey foretold,
      com.google.cloud.kms.v1.CryptoKey.Builder changed,
      String... fields) {
    String name = key.name().toString();
    FieldMask.Builder mask = FieldMask.newBuilder();
    for (String field : fields) {
      mask.addPaths(field);
    }
    return new Write<>(
        new Change(UPDATE, name, detail),
        foretold,
        () ->
            key(
                calls.call(
                    UPDATE,
                    name,
                    () -> kms.updateCryptoKey(changed.setName(name).build(), mask.build()))));
  }

  private static com.google.cloud.kms.v1.CryptoKey proto(NewKey wanted) {
    return com.google.cloud.kms.v1.CryptoKey.newBuilder()
        .setPurpose(CryptoKeyPurpose.ENCRYPT_DECRYPT)
        .setVersionTemplate(
            CryptoKeyVersionTemplate.newBuilder()
                .setAlgorithm(CryptoKeyVersionAlgorithm.GOOGLE_SYMMETRIC_ENCRYPTION)
                .setProtectionLevel(ProtectionLevel.SOFTWARE))
        .setDestroyScheduledDuration(proto(NewKey.DESTROY_AFTER))
        .setRotationPeriod(proto(wanted.rotation().period()))
        .setNextRotationTime(proto(wanted.rotation().next()))
        .putAllLabels(wanted.labels())
        .build();
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

  private static CryptoKey key(com.google.cloud.kms.v1.CryptoKey key) {
    CryptoKeyVersion primary = key.getPrimary();
    return new CryptoKey(
        CryptoKeyName.parse(key.getName()),
        key.getPurpose().name(),
        key.getVersionTemplate().getAlgorithm().name(),
        key.hasPrimary()
            ? Optional.of(
                new Version(
                    primary.getName().substring(primary.getName().lastIndexOf('/') + 1),
                    primary.getState().name()))
            : Optional.empty(),
        key.getLabelsMap(),
        key.hasRotationPeriod() && key.hasNextRotationTime()
            ? Optional.of(
                Duration.ofSeconds(
                    key.getRotationPeriod().getSeconds(), key.getRotationPeriod().getNanos()))
            : Optional.empty(),
        Instant.ofEpochSecond(key.getCreateTime().getSeconds(), key.getCreateTime().getNanos()));
  }

  private static com.google.protobuf.Duration proto(Duration duration) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(duration.toSeconds()).build();
  }

  private static Timestamp proto(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
  }
}
