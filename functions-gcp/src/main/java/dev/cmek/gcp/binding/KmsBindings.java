package dev.cmek.gcp.binding;

import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.GetPolicyOptions;
import com.google.iam.v1.SetIamPolicyRequest;
import dev.cmek.gcp.call.AllowPolicies;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Write;
import java.util.Optional;

/// Policies of keys in Cloud KMS.
public final class KmsBindings implements Bindings {

  private static final String SET_POLICY = "cloudkms.cryptoKeys.setIamPolicy";

  private final KeyManagementServiceClient kms;
  private final GoogleCalls calls;

  public KmsBindings(KeyManagementServiceClient kms, GoogleCalls calls) {
    this.kms = kms;
    this.calls = calls;
  }

  @Override
  public Optional<IamPolicy> find(CryptoKeyName key) {
    GetIamPolicyRequest request =
        GetIamPolicyRequest.newBuilder()
            .setResource(key.toString())
            .setOptions(GetPolicyOptions.newBuilder().setRequestedPolicyVersion(IamPolicy.VERSION))
            .build();
    return calls
        .find("cloudkms.cryptoKeys.getIamPolicy", key.toString(), () -> kms.getIamPolicy(request))
        .map(AllowPolicies::of);
  }

  @Override
  public Write<IamPolicy> grant(CryptoKeyName key, IamPolicy before, String role, String member) {
    IamPolicy wanted = before.with(role, member);
    SetIamPolicyRequest request =
        SetIamPolicyRequest.newBuilder()
            .setResource(key.toString())
            .setPolicy(AllowPolicies.proto(wanted))
            .build();
    return new Write<>(
        new Change(SET_POLICY, key.toString(), role + " for " + member),
        wanted,
        () ->
            AllowPolicies.of(
                calls.grant(SET_POLICY, key.toString(), () -> kms.setIamPolicy(request))));
  }
}
