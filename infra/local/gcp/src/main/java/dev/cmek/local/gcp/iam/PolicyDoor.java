package dev.cmek.local.gcp.iam;

import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.protobuf.FieldMask;
import dev.cmek.local.gcp.grpc.Refusal;
import java.util.List;
import java.util.Set;

/// The three methods that every resource with a policy has: who may, whether it is there, then
/// what.
public final class PolicyDoor {

  private static final Set<String> WRITABLE = Set.of("bindings", "etag", "version");

  private final Policies policies;
  private final Enforcement enforcement;
  private final Roles roles;

  public PolicyDoor(Iam iam) {
    this.policies = iam.policies();
    this.enforcement = iam.enforcement();
    this.roles = iam.roles();
  }

  /// Answers `getIamPolicy`.
  ///
  /// @param kind what permissions begin with, such as `cloudkms.cryptoKeys`
  /// @param requireThere refuses if the resource is not there
  public Policy get(
      Caller caller, String kind, GetIamPolicyRequest request, Runnable requireThere) {
    enforcement.require(caller, kind + ".getIamPolicy", request.getResource());
    requireThere.run();
    return policies.read(request.getResource(), request.getOptions().getRequestedPolicyVersion());
  }

  /// Answers `setIamPolicy`.
  ///
  /// @param kind what permissions begin with, such as `cloudkms.cryptoKeys`
  /// @param requireThere refuses if the resource is not there
  public Policy set(
      Caller caller, String kind, SetIamPolicyRequest request, Runnable requireThere) {
    enforcement.require(caller, kind + ".setIamPolicy", request.getResource());
    requireThere.run();
    FieldMask mask = request.getUpdateMask();
    if (mask.getPathsCount() > 0
        && !(WRITABLE.containsAll(mask.getPathsList())
            && mask.getPathsList().contains("bindings"))) {
      throw Refusal.unimplemented("update_mask " + mask.getPathsList() + " of a policy");
    }
    return policies.write(request.getResource(), request.getPolicy());
  }

  /// Answers `testIamPermissions`: which of the permissions the caller has.
  ///
  /// @param requireThere refuses if the resource is not there
  public TestIamPermissionsResponse test(
      Caller caller, TestIamPermissionsRequest request, Runnable requireThere) {
    requireThere.run();
    for (String permission : request.getPermissionsList()) {
      if (!roles.isPermission(permission)) {
        throw Refusal.invalid("Permission " + permission + " is not valid for this resource.");
      }
    }
    List<String> held =
        request.getPermissionsList().stream()
            .filter(permission -> enforcement.allows(caller, permission, request.getResource()))
            .toList();
    return TestIamPermissionsResponse.newBuilder().addAllPermissions(held).build();
  }
}
