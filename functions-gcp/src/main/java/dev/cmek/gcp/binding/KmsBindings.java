package dev.cmek.gcp.binding;

import com.google.api.services.cloudkms.v1.CloudKMS;
import com.google.api.services.cloudkms.v1.model.Policy;
import com.google.api.services.cloudkms.v1.model.SetIamPolicyRequest;
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

  private final CloudKMS.Projects.Locations.KeyRings.CryptoKeys kms;
  private final GoogleCalls calls;

  public KmsBindings(CloudKMS kms, GoogleCalls calls) {
    this.kms = kms.projects().locations().keyRings().cryptoKeys();
    this.calls = calls;
  }

  @Override
  public Optional<IamPolicy> find(CryptoKeyName key) {
    return calls
        .find(
            "cloudkms.cryptoKeys.getIamPolicy",
            key.toString(),
            () ->
                kms.getIamPolicy(key.toString())
                    .setOptionsRequestedPolicyVersion(IamPolicy.VERSION)
                    .execute())
        .map(AllowPolicies::of);
  }

  @Override
  public Write<IamPolicy> grant(CryptoKeyName key, IamPolicy before, String role, String member) {
    IamPolicy wanted = before.with(role, member);
    return new Write<>(
        new Change(SET_POLICY, key.toString(), role + " for " + member),
        wanted,
        () ->
            AllowPolicies.of(
                calls.grant(
                    SET_POLICY,
                    key.toString(),
                    () ->
                        kms.setIamPolicy(
                                key.toString(),
                                new SetIamPolicyRequest()
                                    .setPolicy(AllowPolicies.write(wanted, Policy.class)))
                            .execute())));
  }
}
