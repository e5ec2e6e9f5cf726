package dev.cmek.local.gcp;

import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.iam.Enforcement;
import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Lets everybody do everything, except members for whom something was listed: those may do just
/// that.
public final class Allowing implements Enforcement {

  private final Map<String, List<String>> listed = new ConcurrentHashMap<>();

  /// Lets the member do these from now on, and nothing else.
  ///
  /// @param allowed each `permission resource`
  public void only(String member, String... allowed) {
    listed.put(member, new CopyOnWriteArrayList<>(Arrays.asList(allowed)));
  }

  @Override
  public void require(Caller caller, String permission, String resource) {
    if (!allows(caller, permission, resource)) {
      throw Status.PERMISSION_DENIED
          .withDescription("Permission '" + permission + "' denied on resource '" + resource + "'")
          .asRuntimeException();
    }
  }

  @Override
  public boolean allows(Caller caller, String permission, String resource) {
    List<String> allowed = listed.get(caller.member());
    return allowed == null || allowed.contains(permission + " " + resource);
  }
}
