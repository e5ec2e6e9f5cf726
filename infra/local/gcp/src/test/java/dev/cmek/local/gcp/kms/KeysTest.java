package dev.cmek.local.gcp.kms;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.kms.v1.CryptoKey;
import com.google.cloud.kms.v1.CryptoKey.CryptoKeyPurpose;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyRing;
import com.google.cloud.kms.v1.LocationName;
import com.google.iam.v1.Binding;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.cmek.local.gcp.Clients;
import dev.cmek.local.gcp.GoogleCloud;
import dev.cmek.local.gcp.iam.Caller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

  private final GoogleCloud cloud = GoogleCloud.start(GoogleCloud.Options.free());

  @BeforeEach
  void project() {
    cloud.iam().createProject("cmek-local", 123456789012L);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gRPC", "JSON"})
  void answersTheRealClient(String transport) {
    String owner = Caller.OWNER.member();
    try (KeyManagementServiceClient kms =
        transport.equals("gRPC") ? Clients.kms(cloud, owner) : Clients.kmsInJson(cloud, owner)) {
      KeyRing ring =
          kms.createKeyRing(
              LocationName.of("cmek-local", "europe-west1"), "ring", KeyRing.getDefaultInstance());
      CryptoKey key =
          kms.createCryptoKey(
              ring.getName(),
              "cmek",
              CryptoKey.newBuilder()
                  .setPurpose(CryptoKeyPurpose.ENCRYPT_DECRYPT)
                  .setRotationPeriod(Durations.fromDays(30))
                  .setNextRotationTime(Timestamps.fromMillis(System.currentTimeMillis() + 86400000))
                  .putLabels("a", "b")
                  .build());
      String account = cloud.iam().createServiceAccount("cmek-local", "cmek-account");
      Policy policy =
          kms.getIamPolicy(GetIamPolicyRequest.newBuilder().setResource(key.getName()).build());
      Policy written =
          kms.setIamPolicy(
              SetIamPolicyRequest.newBuilder()
                  .setResource(key.getName())
                  .setPolicy(
                      policy.toBuilder()
                          .setVersion(3)
                          .addBindings(
                              Binding.newBuilder()
                                  .setRole("roles/cloudkms.cryptoKeyEncrypterDecrypter")
                                  .addMembers("serviceAccount:" + account)))
                  .build());
      CryptoKey updated =
          kms.updateCryptoKey(
              CryptoKey.newBuilder().setName(key.getName()).putLabels("a", "c").build(),
              FieldMask.newBuilder().addPaths("labels").build());
      assertThat(updated.getLabelsMap()).containsEntry("a", "c");
      assertThat(updated.hasRotationPeriod()).isTrue();
      assertThat(written.getBindingsCount()).isOne();
      ByteString sealed =
          kms.encrypt(key.getName(), ByteString.copyFromUtf8("secret")).getCiphertext();
      assertThat(kms.decrypt(key.getName(), sealed).getPlaintext().toStringUtf8())
          .isEqualTo("secret");
      assertThat(kms.listKeyRings(LocationName.of("cmek-local", "europe-west1")).iterateAll())
          .hasSize(1);
    }
  }
}
