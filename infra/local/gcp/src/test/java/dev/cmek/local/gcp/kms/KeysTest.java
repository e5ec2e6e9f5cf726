package dev.cmek.local.gcp.kms;

import static dev.cmek.local.gcp.Refused.assertRefused;
import static dev.cmek.local.gcp.TestCloud.KEY;
import static dev.cmek.local.gcp.TestCloud.LOCATION;
import static dev.cmek.local.gcp.TestCloud.RING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.kms.v1.CreateCryptoKeyRequest;
import com.google.cloud.kms.v1.CryptoKey;
import com.google.cloud.kms.v1.CryptoKey.CryptoKeyPurpose;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm;
import com.google.cloud.kms.v1.CryptoKeyVersionTemplate;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyRing;
import com.google.cloud.kms.v1.ListKeyRingsRequest;
import com.google.cloud.kms.v1.ProtectionLevel;
import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import dev.cmek.local.gcp.Clients;
import dev.cmek.local.gcp.TestCloud;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.settings.OrganizationPolicies;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

  private static final CryptoKey SYMMETRIC =
      CryptoKey.newBuilder().setPurpose(CryptoKeyPurpose.ENCRYPT_DECRYPT).build();

  private final TestCloud test = new TestCloud();

  @AfterEach
  void close() {
    test.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gRPC", "JSON"})
  void servesTheRealClientOverBothTransports(String transport) {
    String owner = Caller.OWNER.member();
    CryptoKey wanted =
        SYMMETRIC.toBuilder()
            .setRotationPeriod(Durations.fromDays(30))
            .setNextRotationTime(in(Duration.ofDays(30)))
            .setDestroyScheduledDuration(Durations.fromDays(120))
            .putLabels("team", "a")
            .build();
    try (KeyManagementServiceClient kms =
        transport.equals("gRPC")
            ? Clients.kms(test.cloud, owner)
            : Clients.kmsInJson(test.cloud, owner)) {

      KeyRing ring = kms.createKeyRing(LOCATION, "ring", KeyRing.getDefaultInstance());
      CryptoKey made = kms.createCryptoKey(ring.getName(), "cmek", wanted);
      CryptoKey updated =
          kms.updateCryptoKey(
              CryptoKey.newBuilder().setName(made.getName()).putLabels("team", "b").build(),
              FieldMask.newBuilder().addPaths("labels").build());
      ByteString sealed = kms.encrypt(KEY, ByteString.copyFromUtf8("secret")).getCiphertext();

      assertThat(made.getVersionTemplate().getAlgorithm())
          .isEqualTo(CryptoKeyVersionAlgorithm.GOOGLE_SYMMETRIC_ENCRYPTION);
      assertThat(made.getPrimary().getName()).isEqualTo(KEY + "/cryptoKeyVersions/1");
      assertThat(updated).isEqualTo(made.toBuilder().putLabels("team", "b").build());
      assertThat(kms.getCryptoKey(KEY)).isEqualTo(updated);
      assertThat(kms.decrypt(KEY, sealed).getPlaintext().toStringUtf8()).isEqualTo("secret");
      assertThat(kms.listKeyRings(LOCATION).iterateAll()).containsExactly(ring);
      assertThat(kms.listCryptoKeys(RING).iterateAll()).containsExactly(updated);
    }
  }

  @Test
  void listsPageByPage() {
    for (String id : List.of("a", "b", "c")) {
      KeyRing _ = test.kms.createKeyRing(LOCATION, id, KeyRing.getDefaultInstance());
    }

    var pages =
        test.kms.listKeyRings(
            ListKeyRingsRequest.newBuilder().setParent(LOCATION).setPageSize(2).build());

    assertThat(pages.getPage().getValues()).hasSize(2);
    assertThat(pages.iterateAll()).extracting(KeyRing::getName).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void refusesNamesThatAreTaken() {
    CryptoKey _ = test.createKey();

    assertRefused(
        () -> test.kms.createKeyRing(LOCATION, "ring", KeyRing.getDefaultInstance()),
        Code.ALREADY_EXISTS,
        "KeyRing " + RING + " already exists.");
    assertRefused(
        () -> test.kms.createCryptoKey(RING, "cmek", SYMMETRIC),
        Code.ALREADY_EXISTS,
        "CryptoKey " + KEY + " already exists.");
  }

  @Test
  void refusesWhatIsNotThere() {
    assertRefused(() -> test.kms.getKeyRing(RING), Code.NOT_FOUND, "KeyRing");
    assertRefused(() -> test.kms.getCryptoKey(KEY), Code.NOT_FOUND, "CryptoKey");
    assertRefused(() -> test.policy(KEY), Code.NOT_FOUND, "CryptoKey");
    assertRefused(
        () -> test.kms.createCryptoKey(RING, "cmek", SYMMETRIC), Code.NOT_FOUND, "KeyRing");
    assertRefused(
        () ->
            test.kms.createKeyRing(
                "projects/cmek-local/locations/europe-west99",
                "ring",
                KeyRing.getDefaultInstance()),
        Code.NOT_FOUND,
        "Cloud KMS is not available in 'europe-west99'");
    assertRefused(
        () ->
            test.kms.createKeyRing(
                "projects/nobodys/locations/global", "ring", KeyRing.getDefaultInstance()),
        Code.PERMISSION_DENIED,
        "cloudkms.keyRings.create");
  }

  static Stream<Arguments> unfit() {
    return Stream.of(
        Arguments.of(CryptoKey.getDefaultInstance(), "purpose"),
        Arguments.of(
            with(
                CryptoKeyVersionTemplate.newBuilder()
                    .setAlgorithm(CryptoKeyVersionAlgorithm.RSA_SIGN_PSS_2048_SHA256)),
            "RSA_SIGN_PSS_2048_SHA256"),
        Arguments.of(
            SYMMETRIC.toBuilder().setPurpose(CryptoKeyPurpose.ASYMMETRIC_SIGN).build(),
            "algorithm"),
        Arguments.of(
            SYMMETRIC.toBuilder().setRotationPeriod(Durations.fromDays(30)).build(),
            "next_rotation_time"),
        Arguments.of(
            SYMMETRIC.toBuilder()
                .setRotationPeriod(Durations.fromHours(23))
                .setNextRotationTime(Timestamp.newBuilder().setSeconds(9_000_000_000L))
                .build(),
            "rotation_period"),
        Arguments.of(
            SYMMETRIC.toBuilder().setNextRotationTime(Timestamp.newBuilder().setSeconds(1)).build(),
            "next_rotation_time"),
        Arguments.of(
            SYMMETRIC.toBuilder().setDestroyScheduledDuration(Durations.fromDays(121)).build(),
            "destroy_scheduled_duration"),
        Arguments.of(
            SYMMETRIC.toBuilder().setDestroyScheduledDuration(Durations.fromHours(23)).build(),
            "destroy_scheduled_duration"),
        Arguments.of(SYMMETRIC.toBuilder().putLabels("Team", "a").build(), "Team"),
        Arguments.of(SYMMETRIC.toBuilder().putLabels("team", "A").build(), "team"),
        Arguments.of(
            SYMMETRIC.toBuilder()
                .setPurpose(CryptoKeyPurpose.ASYMMETRIC_SIGN)
                .setVersionTemplate(
                    CryptoKeyVersionTemplate.newBuilder()
                        .setAlgorithm(CryptoKeyVersionAlgorithm.EC_SIGN_P256_SHA256))
                .setNextRotationTime(Timestamp.newBuilder().setSeconds(9_000_000_000L))
                .build(),
            "rotate"));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void refusesUnfitKeys(CryptoKey unfit, String messagePart) {
    KeyRing _ = test.kms.createKeyRing(LOCATION, "ring", KeyRing.getDefaultInstance());

    assertRefused(
        () -> test.kms.createCryptoKey(RING, "cmek", unfit), Code.INVALID_ARGUMENT, messagePart);
  }

  @Test
  void refusesWhatItDoesNotCover() {
    CryptoKey _ = test.createKey();

    assertRefused(
        () ->
            test.kms.createCryptoKey(
                RING,
                "external",
                with(
                    CryptoKeyVersionTemplate.newBuilder()
                        .setProtectionLevel(ProtectionLevel.EXTERNAL))),
        Code.UNIMPLEMENTED,
        "EXTERNAL");
    assertRefused(
        () ->
            test.kms.listKeyRings(
                ListKeyRingsRequest.newBuilder().setParent(LOCATION).setFilter("x").build()),
        Code.UNIMPLEMENTED,
        "filter");
    assertRefused(
        () -> test.kms.getPublicKey(KEY + "/cryptoKeyVersions/1"),
        Code.UNIMPLEMENTED,
        "GetPublicKey");
  }

  @Test
  void refusesToChangeWhatIsImmutable() {
    CryptoKey key = test.createKey();

    assertRefused(
        () ->
            test.kms.updateCryptoKey(
                key, FieldMask.newBuilder().addPaths("destroy_scheduled_duration").build()),
        Code.INVALID_ARGUMENT,
        "destroy_scheduled_duration");
    assertRefused(
        () -> test.kms.updateCryptoKey(key, FieldMask.getDefaultInstance()),
        Code.INVALID_ARGUMENT,
        "update_mask");
  }

  @Test
  void takesAwayARotationByAMaskWithoutAValue() {
    CryptoKey _ = test.createKey();
    FieldMask rotation =
        FieldMask.newBuilder().addPaths("rotation_period").addPaths("next_rotation_time").build();
    CryptoKey rotating =
        test.kms.updateCryptoKey(
            CryptoKey.newBuilder()
                .setName(KEY)
                .setRotationPeriod(Durations.fromDays(1))
                .setNextRotationTime(in(Duration.ofDays(1)))
                .build(),
            rotation);

    CryptoKey still =
        test.kms.updateCryptoKey(CryptoKey.newBuilder().setName(KEY).build(), rotation);

    assertThat(rotating.hasRotationPeriod()).isTrue();
    assertThat(still.hasRotationPeriod()).isFalse();
    assertThat(still.hasNextRotationTime()).isFalse();
  }

  @Test
  void rotatesWhenItIsTime() {
    CryptoKey _ = test.createKey();
    CryptoKey _ =
        test.kms.updateCryptoKey(
            CryptoKey.newBuilder()
                .setName(KEY)
                .setRotationPeriod(Durations.fromDays(30))
                .setNextRotationTime(in(Duration.ofDays(10)))
                .build(),
            FieldMask.newBuilder()
                .addPaths("rotation_period")
                .addPaths("next_rotation_time")
                .build());

    test.clock.pass(Duration.ofDays(41));
    CryptoKey rotated = test.kms.getCryptoKey(KEY);

    assertThat(rotated.getPrimary().getName()).endsWith("/cryptoKeyVersions/3");
    assertThat(rotated.getNextRotationTime()).isEqualTo(in(Duration.ofDays(29)));
  }

  @Test
  void makesKeysWithoutAVersionAndAsymmetricOnesWithoutAPrimary() {
    KeyRing _ = test.kms.createKeyRing(LOCATION, "ring", KeyRing.getDefaultInstance());

    CryptoKey empty =
        test.kms.createCryptoKey(
            CreateCryptoKeyRequest.newBuilder()
                .setParent(RING)
                .setCryptoKeyId("empty")
                .setCryptoKey(SYMMETRIC)
                .setSkipInitialVersionCreation(true)
                .build());
    CryptoKey signing =
        test.kms.createCryptoKey(
            RING,
            "signing",
            CryptoKey.newBuilder()
                .setPurpose(CryptoKeyPurpose.ASYMMETRIC_SIGN)
                .setVersionTemplate(
                    CryptoKeyVersionTemplate.newBuilder()
                        .setAlgorithm(CryptoKeyVersionAlgorithm.EC_SIGN_P256_SHA256))
                .build());

    assertThat(empty.hasPrimary()).isFalse();
    assertThat(signing.hasPrimary()).isFalse();
    assertRefused(
        () -> test.kms.encrypt(empty.getName(), ByteString.copyFromUtf8("a")),
        Code.FAILED_PRECONDITION,
        "no primary version");
    assertRefused(
        () -> test.kms.encrypt(signing.getName(), ByteString.copyFromUtf8("a")),
        Code.FAILED_PRECONDITION,
        "ASYMMETRIC_SIGN");
  }

  @Test
  void refusesRingsWhereTheOrganizationForbidsThem() {
    test.cloud
        .settings()
        .organizationPolicies(new OrganizationPolicies(List.of(), false, List.of("europe-west3")));

    assertRefused(
        () -> test.kms.createKeyRing(LOCATION, "ring", KeyRing.getDefaultInstance()),
        Code.FAILED_PRECONDITION,
        "europe-west1 violates constraint constraints/gcp.resourceLocations");
  }

  private Timestamp in(Duration time) {
    return Times.toProto(test.clock.instant().plus(time));
  }

  private static CryptoKey with(CryptoKeyVersionTemplate.Builder template) {
    return SYMMETRIC.toBuilder().setVersionTemplate(template).build();
  }
}
