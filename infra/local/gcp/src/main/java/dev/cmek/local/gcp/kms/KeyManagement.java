package dev.cmek.local.gcp.kms;

import com.google.cloud.kms.v1.CreateCryptoKeyRequest;
import com.google.cloud.kms.v1.CreateCryptoKeyVersionRequest;
import com.google.cloud.kms.v1.CreateKeyRingRequest;
import com.google.cloud.kms.v1.CryptoKey;
import com.google.cloud.kms.v1.CryptoKeyVersion;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionState;
import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.DestroyCryptoKeyVersionRequest;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.cloud.kms.v1.GetCryptoKeyRequest;
import com.google.cloud.kms.v1.GetCryptoKeyVersionRequest;
import com.google.cloud.kms.v1.GetKeyRingRequest;
import com.google.cloud.kms.v1.KeyManagementServiceGrpc.KeyManagementServiceImplBase;
import com.google.cloud.kms.v1.KeyRing;
import com.google.cloud.kms.v1.ListCryptoKeyVersionsRequest;
import com.google.cloud.kms.v1.ListCryptoKeyVersionsResponse;
import com.google.cloud.kms.v1.ListCryptoKeysRequest;
import com.google.cloud.kms.v1.ListCryptoKeysResponse;
import com.google.cloud.kms.v1.ListKeyRingsRequest;
import com.google.cloud.kms.v1.ListKeyRingsResponse;
import com.google.cloud.kms.v1.RestoreCryptoKeyVersionRequest;
import com.google.cloud.kms.v1.UpdateCryptoKeyPrimaryVersionRequest;
import com.google.cloud.kms.v1.UpdateCryptoKeyRequest;
import com.google.cloud.kms.v1.UpdateCryptoKeyVersionRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Int64Value;
import com.google.protobuf.util.FieldMaskUtil;
import dev.cmek.local.gcp.grpc.CallerInterceptor;
import dev.cmek.local.gcp.grpc.Page;
import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.grpc.Unary;
import dev.cmek.local.gcp.iam.Enforcement;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/// Cloud KMS's service: who may, then what.
final class KeyManagement extends KeyManagementServiceImplBase {

  private static final int PLAINTEXT_MAX_BYTES = 65_536;
  private static final Set<String> CHANGEABLE =
      Set.of(
          "labels",
          "rotation_period",
          "next_rotation_time",
          "version_template",
          "version_template.algorithm",
          "version_template.protection_level");

  private final KeyRings rings;
  private final Enforcement enforcement;
  private final InstantSource clock;

  KeyManagement(KeyRings rings, Enforcement enforcement, InstantSource clock) {
    this.rings = rings;
    this.enforcement = enforcement;
    this.clock = clock;
  }

  @Override
  public void createKeyRing(CreateKeyRingRequest request, StreamObserver<KeyRing> caller) {
    Unary.answer(
        caller,
        () -> {
          String location = KmsName.location(request.getParent());
          require("cloudkms.keyRings.create", location);
          return rings.create(location, request.getKeyRingId());
        });
  }

  @Override
  public void getKeyRing(GetKeyRingRequest request, StreamObserver<KeyRing> caller) {
    Unary.answer(
        caller,
        () -> {
          require("cloudkms.keyRings.get", KmsName.ring(request.getName()));
          return rings.ring(request.getName());
        });
  }

  @Override
  public void listKeyRings(
      ListKeyRingsRequest request, StreamObserver<ListKeyRingsResponse> caller) {
    Unary.answer(
        caller,
        () -> {
          requireNeither(request.getFilter(), request.getOrderBy());
          String location = KmsName.location(request.getParent());
          require("cloudkms.keyRings.list", location);
          var all = rings.rings(location);
          var page = Page.of(all, request.getPageSize(), request.getPageToken());
          return ListKeyRingsResponse.newBuilder()
              .addAllKeyRings(page.items())
              .setNextPageToken(page.nextToken())
              .setTotalSize(all.size())
              .build();
        });
  }

  @Override
  public void createCryptoKey(CreateCryptoKeyRequest request, StreamObserver<CryptoKey> caller) {
    Unary.answer(
        caller,
        () -> {
          String ring = KmsName.ring(request.getParent());
          require("cloudkms.cryptoKeys.create", ring);
          return rings.createKey(
              ring,
              request.getCryptoKeyId(),
              request.getCryptoKey(),
              !request.getSkipInitialVersionCreation());
        });
  }

  @Override
  public void getCryptoKey(GetCryptoKeyRequest request, StreamObserver<CryptoKey> caller) {
    Unary.answer(
        caller,
        () -> {
          require("cloudkms.cryptoKeys.get", KmsName.key(request.getName()));
          return rings.key(request.getName(), Key::shown);
        });
  }

  @Override
  public void listCryptoKeys(
      ListCryptoKeysRequest request, StreamObserver<ListCryptoKeysResponse> caller) {
    Unary.answer(
        caller,
        () -> {
          requireNeither(request.getFilter(), request.getOrderBy());
          require("cloudkms.cryptoKeys.list", KmsName.ring(request.getParent()));
          var all = rings.keys(request.getParent());
          var page = Page.of(all, request.getPageSize(), request.getPageToken());
          return ListCryptoKeysResponse.newBuilder()
              .addAllCryptoKeys(page.items())
              .setNextPageToken(page.nextToken())
              .setTotalSize(all.size())
              .build();
        });
  }

  @Override
  public void updateCryptoKey(UpdateCryptoKeyRequest request, StreamObserver<CryptoKey> caller) {
    Unary.answer(
        caller,
        () -> {
          CryptoKey wanted = request.getCryptoKey();
          require("cloudkms.cryptoKeys.update", KmsName.key(wanted.getName()));
          requireChangeable(request.getUpdateMask());
          return rings.key(wanted.getName(), key -> update(key, wanted, request.getUpdateMask()));
        });
  }

  @Override
  public void updateCryptoKeyPrimaryVersion(
      UpdateCryptoKeyPrimaryVersionRequest request, StreamObserver<CryptoKey> caller) {
    Unary.answer(
        caller,
        () -> {
          require("cloudkms.cryptoKeys.update", KmsName.key(request.getName()));
          return rings.key(
              request.getName(),
              key -> {
                key.makePrimary(request.getCryptoKeyVersionId());
                return key.shown();
              });
        });
  }

  @Override
  public void createCryptoKeyVersion(
      CreateCryptoKeyVersionRequest request, StreamObserver<CryptoKeyVersion> caller) {
    Unary.answer(
        caller,
        () -> {
          require("cloudkms.cryptoKeyVersions.create", KmsName.key(request.getParent()));
          return rings.key(request.getParent(), key -> key.addVersion(clock.instant()));
        });
  }

  @Override
  public void getCryptoKeyVersion(
      GetCryptoKeyVersionRequest request, StreamObserver<CryptoKeyVersion> caller) {
    Unary.answer(
        caller,
        () -> {
          require("cloudkms.cryptoKeyVersions.get", KmsName.version(request.getName()));
          return rings.key(
              keyOf(request.getName()), key -> version(key, request.getName()).shown());
        });
  }

  @Override
  public void listCryptoKeyVersions(
      ListCryptoKeyVersionsRequest request, StreamObserver<ListCryptoKeyVersionsResponse> caller) {
    Unary.answer(
        caller,
        () -> {
          requireNeither(request.getFilter(), request.getOrderBy());
          require("cloudkms.cryptoKeyVersions.list", KmsName.key(request.getParent()));
          var all =
              rings.key(
                  request.getParent(), key -> key.versions().stream().map(Version::shown).toList());
          var page = Page.of(all, request.getPageSize(), request.getPageToken());
          return ListCryptoKeyVersionsResponse.newBuilder()
              .addAllCryptoKeyVersions(page.items())
              .setNextPageToken(page.nextToken())
              .setTotalSize(all.size())
              .build();
        });
  }

  @Override
  public void updateCryptoKeyVersion(
      UpdateCryptoKeyVersionRequest request, StreamObserver<CryptoKeyVersion> caller) {
    Unary.answer(
        caller,
        () -> {
          CryptoKeyVersion wanted = request.getCryptoKeyVersion();
          String name = KmsName.version(wanted.getName());
          require("cloudkms.cryptoKeyVersions.update", name);
          if (!request.getUpdateMask().getPathsList().equals(List.of("state"))) {
            throw Refusal.invalid("Only the state of a CryptoKeyVersion can be updated.");
          }
          if (wanted.getState() != CryptoKeyVersionState.ENABLED
              && wanted.getState() != CryptoKeyVersionState.DISABLED) {
            throw Refusal.invalid("state can only be updated to ENABLED or DISABLED.");
          }
          return rings.key(
              keyOf(name),
              key -> {
                version(key, name).change(wanted.getState());
                return version(key, name).shown();
              });
        });
  }

  @Override
  public void destroyCryptoKeyVersion(
      DestroyCryptoKeyVersionRequest request, StreamObserver<CryptoKeyVersion> caller) {
    Unary.answer(
        caller,
        () -> {
          String name = KmsName.version(request.getName());
          require("cloudkms.cryptoKeyVersions.destroy", name);
          return rings.key(
              keyOf(name),
              key -> {
                version(key, name)
                    .scheduleDestruction(
                        clock.instant(),
                        KeyRules.toJava(key.shown().getDestroyScheduledDuration()));
                return version(key, name).shown();
              });
        });
  }

  @Override
  public void restoreCryptoKeyVersion(
      RestoreCryptoKeyVersionRequest request, StreamObserver<CryptoKeyVersion> caller) {
    Unary.answer(
        caller,
        () -> {
          String name = KmsName.version(request.getName());
          require("cloudkms.cryptoKeyVersions.restore", name);
          return rings.key(
              keyOf(name),
              key -> {
                version(key, name).restore();
                return version(key, name).shown();
              });
        });
  }

  @Override
  public void encrypt(EncryptRequest request, StreamObserver<EncryptResponse> caller) {
    Unary.answer(
        caller,
        () -> {
          boolean byVersion = KmsName.isVersion(request.getName());
          String name = byVersion ? keyOf(request.getName()) : KmsName.key(request.getName());
          require("cloudkms.cryptoKeyVersions.useToEncrypt", request.getName());
          ByteString additional = request.getAdditionalAuthenticatedData();
          if (request.getPlaintext().size() > PLAINTEXT_MAX_BYTES
              || additional.size() > PLAINTEXT_MAX_BYTES) {
            throw Refusal.invalid(
                "plaintext and additional_authenticated_data must be no larger than 64 KiB.");
          }
          boolean plaintextChecked =
              checked(
                  "plaintext",
                  request.getPlaintext(),
                  request.hasPlaintextCrc32C(),
                  request.getPlaintextCrc32C());
          boolean additionalChecked =
              checked(
                  "additional_authenticated_data",
                  additional,
                  request.hasAdditionalAuthenticatedDataCrc32C(),
                  request.getAdditionalAuthenticatedDataCrc32C());
          Key.Sealed sealed =
              rings.key(
                  name,
                  key ->
                      key.encrypt(
                          byVersion ? KmsName.idOf(request.getName()) : "",
                          request.getPlaintext(),
                          additional));
          return EncryptResponse.newBuilder()
              .setName(sealed.version().getName())
              .setCiphertext(sealed.ciphertext())
              .setCiphertextCrc32C(crc32c(sealed.ciphertext()))
              .setVerifiedPlaintextCrc32C(plaintextChecked)
              .setVerifiedAdditionalAuthenticatedDataCrc32C(additionalChecked)
              .setProtectionLevel(sealed.version().getProtectionLevel())
              .build();
        });
  }

  @Override
  public void decrypt(DecryptRequest request, StreamObserver<DecryptResponse> caller) {
    Unary.answer(
        caller,
        () -> {
          String name = KmsName.key(request.getName());
          require("cloudkms.cryptoKeyVersions.useToDecrypt", name);
          ByteString additional = request.getAdditionalAuthenticatedData();
          boolean _ =
              checked(
                  "ciphertext",
                  request.getCiphertext(),
                  request.hasCiphertextCrc32C(),
                  request.getCiphertextCrc32C());
          boolean _ =
              checked(
                  "additional_authenticated_data",
                  additional,
                  request.hasAdditionalAuthenticatedDataCrc32C(),
                  request.getAdditionalAuthenticatedDataCrc32C());
          Key.Opened opened =
              rings.key(name, key -> key.decrypt(request.getCiphertext(), additional));
          return DecryptResponse.newBuilder()
              .setPlaintext(opened.plaintext())
              .setPlaintextCrc32C(crc32c(opened.plaintext()))
              .setUsedPrimary(opened.usedPrimary())
              .setProtectionLevel(opened.version().getProtectionLevel())
              .build();
        });
  }

  private CryptoKey update(Key key, CryptoKey wanted, FieldMask mask) {
    CryptoKey.Builder changed = key.shown().toBuilder();
    FieldMaskUtil.MergeOptions replace =
        new FieldMaskUtil.MergeOptions()
            .setReplaceMessageFields(true)
            .setReplaceRepeatedFields(true)
            .setReplacePrimitiveFields(true);
    FieldMaskUtil.merge(mask, wanted, changed, replace);
    CryptoKey checked = KeyRules.updated(changed.build(), mask, clock.instant());
    key.update(checked);
    return key.shown();
  }

  private static void requireChangeable(FieldMask mask) {
    if (mask.getPathsCount() == 0) {
      throw Refusal.invalid("update_mask must name what to update.");
    }
    for (String path : mask.getPathsList()) {
      if (!CHANGEABLE.contains(path)) {
        throw Refusal.invalid("The field '" + path + "' of a CryptoKey cannot be updated.");
      }
    }
  }

  private void require(String permission, String resource) {
    enforcement.require(CallerInterceptor.caller(), permission, resource);
  }

  private static void requireNeither(String filter, String orderBy) {
    if (!filter.isEmpty() || !orderBy.isEmpty()) {
      throw Refusal.unimplemented("filter or order_by of a list");
    }
  }

  private static String keyOf(String version) {
    return KmsName.parent(version);
  }

  private static Version version(Key key, String name) {
    return key.version(KmsName.idOf(name));
  }

  /// Compares a checksum that the caller may have sent.
  private static boolean checked(
      String field, ByteString bytes, boolean sent, Int64Value checksum) {
    if (sent && checksum.getValue() != crc32c(bytes).getValue()) {
      throw Refusal.invalid("The checksum in field " + field + "_crc32c did not match the data.");
    }
    return sent;
  }

  private static Int64Value crc32c(ByteString bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.asReadOnlyByteBuffer());
    return Int64Value.of(checksum.getValue());
  }
}
