package dev.cmek.local.gcp.kms;

import static dev.cmek.local.gcp.Refused.assertRefused;
import static dev.cmek.local.gcp.TestCloud.KEY;
import static dev.cmek.local.gcp.TestCloud.RING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.kms.v1.CryptoKey;
import com.google.cloud.kms.v1.CryptoKeyVersion;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionState;
import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Int64Value;
import dev.cmek.local.gcp.TestCloud;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VersionsTest {

  private static final String FIRST = KEY + "/cryptoKeyVersions/1";
  private static final ByteString SECRET = ByteString.copyFromUtf8("secret");

  private final TestCloud test = new TestCloud();

  @BeforeEach
  void key() {
    CryptoKey _ = test.createKey();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void decryptsWithTheVersionThatEncrypted() {
    ByteString sealed = test.kms.encrypt(KEY, SECRET).getCiphertext();
    CryptoKeyVersion second =
        test.kms.createCryptoKeyVersion(KEY, CryptoKeyVersion.getDefaultInstance());
    CryptoKey key = test.kms.updateCryptoKeyPrimaryVersion(KEY, "2");

    var opened = test.kms.decrypt(KEY, sealed);

    assertThat(key.getPrimary()).isEqualTo(second);
    assertThat(test.kms.encrypt(KEY, SECRET).getName()).isEqualTo(second.getName());
    assertThat(test.kms.encrypt(FIRST, SECRET).getName()).isEqualTo(FIRST);
    assertThat(opened.getPlaintext()).isEqualTo(SECRET);
    assertThat(opened.getUsedPrimary()).isFalse();
    assertThat(test.kms.listCryptoKeyVersions(KEY).iterateAll()).hasSize(2);
  }

  @Test
  void refusesWhatAnotherKeyOrOtherAdditionalDataSealed() {
    CryptoKey other =
        test.kms.createCryptoKey(
            RING,
            "other",
            CryptoKey.newBuilder().setPurpose(CryptoKey.CryptoKeyPurpose.ENCRYPT_DECRYPT).build());
    ByteString foreign = test.kms.encrypt(other.getName(), SECRET).getCiphertext();
    ByteString bound =
        test.kms
            .encrypt(
                EncryptRequest.newBuilder()
                    .setName(KEY)
                    .setPlaintext(SECRET)
                    .setAdditionalAuthenticatedData(ByteString.copyFromUtf8("cluster a"))
                    .build())
            .getCiphertext();

    String refusal = "Decryption failed: the ciphertext is invalid.";
    assertRefused(() -> test.kms.decrypt(KEY, foreign), Code.INVALID_ARGUMENT, refusal);
    assertRefused(() -> test.kms.decrypt(KEY, bound), Code.INVALID_ARGUMENT, refusal);
    assertRefused(() -> test.kms.decrypt(KEY, SECRET), Code.INVALID_ARGUMENT, refusal);
    assertRefused(() -> test.kms.decrypt(KEY, ByteString.EMPTY), Code.INVALID_ARGUMENT, refusal);
    assertThat(
            test.kms
                .decrypt(
                    DecryptRequest.newBuilder()
                        .setName(KEY)
                        .setCiphertext(bound)
                        .setAdditionalAuthenticatedData(ByteString.copyFromUtf8("cluster a"))
                        .build())
                .getPlaintext())
        .isEqualTo(SECRET);
  }

  @Test
  void refusesWithADisabledVersion() {
    ByteString sealed = test.kms.encrypt(KEY, SECRET).getCiphertext();
    CryptoKeyVersion _ = change(CryptoKeyVersionState.DISABLED);

    String refusal = FIRST + " is not enabled, current state is: DISABLED.";
    assertRefused(() -> test.kms.encrypt(KEY, SECRET), Code.FAILED_PRECONDITION, refusal);
    assertRefused(() -> test.kms.decrypt(KEY, sealed), Code.FAILED_PRECONDITION, refusal);

    CryptoKeyVersion _ = change(CryptoKeyVersionState.ENABLED);
    assertThat(test.kms.decrypt(KEY, sealed).getPlaintext()).isEqualTo(SECRET);
  }

  @Test
  void destroysAfterTheDelayUnlessRestored() {
    ByteString sealed = test.kms.encrypt(KEY, SECRET).getCiphertext();

    CryptoKeyVersion scheduled = test.kms.destroyCryptoKeyVersion(FIRST);
    CryptoKeyVersion restored = test.kms.restoreCryptoKeyVersion(FIRST);
    CryptoKeyVersion _ = test.kms.destroyCryptoKeyVersion(FIRST);
    test.clock.pass(Duration.ofDays(30));
    CryptoKeyVersion destroyed = test.kms.getCryptoKeyVersion(FIRST);

    assertThat(scheduled.getState()).isEqualTo(CryptoKeyVersionState.DESTROY_SCHEDULED);
    assertThat(restored.getState()).isEqualTo(CryptoKeyVersionState.DISABLED);
    assertThat(destroyed.getState()).isEqualTo(CryptoKeyVersionState.DESTROYED);
    assertRefused(
        () -> test.kms.restoreCryptoKeyVersion(FIRST), Code.FAILED_PRECONDITION, "DESTROYED");
    assertRefused(
        () -> test.kms.decrypt(KEY, sealed),
        Code.FAILED_PRECONDITION,
        "current state is: DESTROYED");
    assertRefused(
        () -> change(CryptoKeyVersionState.ENABLED), Code.FAILED_PRECONDITION, "DESTROYED");
  }

  @Test
  void refusesUnfitChanges() {
    assertRefused(() -> change(CryptoKeyVersionState.DESTROYED), Code.INVALID_ARGUMENT, "ENABLED");
    assertRefused(
        () ->
            test.kms.updateCryptoKeyVersion(
                CryptoKeyVersion.newBuilder().setName(FIRST).build(),
                FieldMask.newBuilder().addPaths("algorithm").build()),
        Code.INVALID_ARGUMENT,
        "state");
    assertRefused(
        () -> test.kms.updateCryptoKeyPrimaryVersion(KEY, "2"),
        Code.NOT_FOUND,
        "CryptoKeyVersion " + KEY + "/cryptoKeyVersions/2 not found.");
    assertRefused(
        () -> test.kms.getCryptoKeyVersion(KEY + "/cryptoKeyVersions/x"),
        Code.NOT_FOUND,
        "not found");
  }

  @Test
  void comparesTheChecksumsThatTheCallerSends() {
    var right =
        EncryptRequest.newBuilder()
            .setName(KEY)
            .setPlaintext(ByteString.copyFromUtf8("123456789"))
            .setPlaintextCrc32C(Int64Value.of(0xE3069283L)); // the checksum's own test value

    var answer = test.kms.encrypt(right.build());

    assertThat(answer.getVerifiedPlaintextCrc32C()).isTrue();
    assertThat(answer.getVerifiedAdditionalAuthenticatedDataCrc32C()).isFalse();
    assertRefused(
        () -> test.kms.encrypt(right.setPlaintextCrc32C(Int64Value.of(1)).build()),
        Code.INVALID_ARGUMENT,
        "plaintext_crc32c");
    assertRefused(
        () -> test.kms.encrypt(KEY, ByteString.copyFrom(new byte[65_537])),
        Code.INVALID_ARGUMENT,
        "64 KiB");
  }

  private CryptoKeyVersion change(CryptoKeyVersionState state) {
    return test.kms.updateCryptoKeyVersion(
        CryptoKeyVersion.newBuilder().setName(FIRST).setState(state).build(),
        FieldMask.newBuilder().addPaths("state").build());
  }
}
