package dev.cmek.local.gcp.iam;

/// Says whether a caller may do something: by the policies of the resource and of all that it is
/// in, as far as changes of them have spread.
public interface Enforcement {

  /// Lets allowed calls pass.
  ///
  /// @param permission such as `cloudkms.cryptoKeys.get`
  /// @param resource a full name without service: `projects/p`,
  ///   `projects/p/locations/l/keyRings/r`, `projects/p/serviceAccounts/a@…`,
  ///   `projects/p/secrets/s`, `projects/p/topics/t`, `projects/p/locations/l/workflows/w`,
  ///   `projects/p/locations/l/functions/f`, `buckets/b` (whose project is found by the bucket)
  /// @throws io.grpc.StatusRuntimeException `PERMISSION_DENIED` in Google's words;
  ///   `UNAUTHENTICATED` for a service account that is not there or disabled
  void require(Caller caller, String permission, String resource);

  /// Whether a caller may do something; nothing is recorded.
  boolean allows(Caller caller, String permission, String resource);
}
