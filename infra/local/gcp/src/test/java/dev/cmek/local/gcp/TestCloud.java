package dev.cmek.local.gcp;

import com.google.cloud.iam.admin.v1.IAMClient;
import com.google.cloud.kms.v1.CryptoKey;
import com.google.cloud.kms.v1.CryptoKey.CryptoKeyPurpose;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyRing;
import com.google.iam.v1.Binding;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.GetPolicyOptions;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import dev.cmek.local.gcp.iam.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/// A local Google Cloud with a project, a key ring and clients of its owner, for one test.
public final class TestCloud implements AutoCloseable {

  public static final String PROJECT = "projects/cmek-local";
  public static final String LOCATION = PROJECT + "/locations/europe-west1";
  public static final String RING = LOCATION + "/keyRings/ring";
  public static final String KEY = RING + "/cryptoKeys/cmek";
  public static final String USER_OF_KEYS = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

  private static final int NEWEST_POLICY = 3;

  public final ManualClock clock = new ManualClock();
  public final GoogleCloud cloud = GoogleCloud.start(new GoogleCloud.Options(0, 0, clock));
  public final KeyManagementServiceClient kms;
  public final IAMClient iam;
  private final HttpClient http = HttpClient.newHttpClient();

  public TestCloud() {
    cloud.iam().createProject("cmek-local", 123456789012L);
    kms = Clients.kms(cloud, Caller.OWNER.member());
    iam = Clients.iam(cloud, Caller.OWNER.member());
  }

  /// A symmetric key in the ring.
  public CryptoKey createKey() {
    KeyRing ring = kms.createKeyRing(LOCATION, "ring", KeyRing.getDefaultInstance());
    return kms.createCryptoKey(
        ring.getName(),
        "cmek",
        CryptoKey.newBuilder().setPurpose(CryptoKeyPurpose.ENCRYPT_DECRYPT).build());
  }

  /// A service account, as policies name it.
  public String createAccount(String id) {
    return "serviceAccount:" + cloud.iam().createServiceAccount("cmek-local", id);
  }

  public Policy policy(String resource) {
    return kms.getIamPolicy(
        GetIamPolicyRequest.newBuilder()
            .setResource(resource)
            .setOptions(GetPolicyOptions.newBuilder().setRequestedPolicyVersion(NEWEST_POLICY))
            .build());
  }

  public Policy setPolicy(String resource, Policy policy) {
    return kms.setIamPolicy(
        SetIamPolicyRequest.newBuilder().setResource(resource).setPolicy(policy).build());
  }

  /// Replaces a policy by one binding.
  public Policy grant(String resource, String role, String... members) {
    return setPolicy(
        resource,
        Policy.newBuilder()
            .setVersion(NEWEST_POLICY)
            .addBindings(
                Binding.newBuilder().setRole(role).addAllMembers(java.util.List.of(members)))
            .build());
  }

  /// Asks in JSON.
  ///
  /// @param member empty sends no token
  public HttpResponse<String> ask(String method, String path, String member, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(cloud.url() + path))
            .method(method, BodyPublishers.ofString(body));
    if (!member.isEmpty()) {
      request.header("Authorization", "Bearer " + Caller.accessToken(member));
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kms.close();
    iam.close();
    http.close();
    cloud.close();
  }
}
