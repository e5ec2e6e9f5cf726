package dev.cmek.local.gcp.kms;

import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.IAMPolicyGrpc.IAMPolicyImplBase;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import dev.cmek.local.gcp.grpc.CallerInterceptor;
import dev.cmek.local.gcp.grpc.Unary;
import dev.cmek.local.gcp.iam.PolicyDoor;
import io.grpc.stub.StreamObserver;

/// The policies of key rings and keys.
final class KmsPolicies extends IAMPolicyImplBase {

  private final KeyRings rings;
  private final PolicyDoor door;

  KmsPolicies(KeyRings rings, PolicyDoor door) {
    this.rings = rings;
    this.door = door;
  }

  @Override
  public void getIamPolicy(GetIamPolicyRequest request, StreamObserver<Policy> caller) {
    Unary.answer(
        caller,
        () ->
            door.get(
                CallerInterceptor.caller(),
                kind(request.getResource()),
                request,
                () -> requireThere(request.getResource())));
  }

  @Override
  public void setIamPolicy(SetIamPolicyRequest request, StreamObserver<Policy> caller) {
    Unary.answer(
        caller,
        () ->
            door.set(
                CallerInterceptor.caller(),
                kind(request.getResource()),
                request,
                () -> requireThere(request.getResource())));
  }

  @Override
  public void testIamPermissions(
      TestIamPermissionsRequest request, StreamObserver<TestIamPermissionsResponse> caller) {
    Unary.answer(
        caller,
        () ->
            door.test(
                CallerInterceptor.caller(), request, () -> requireThere(request.getResource())));
  }

  private static String kind(String resource) {
    return KmsName.isRing(resource) ? "cloudkms.keyRings" : "cloudkms.cryptoKeys";
  }

  private void requireThere(String resource) {
    if (KmsName.isRing(resource)) {
      var _ = rings.ring(resource);
    } else {
      var _ = rings.key(KmsName.key(resource), Key::shown);
    }
  }
}
