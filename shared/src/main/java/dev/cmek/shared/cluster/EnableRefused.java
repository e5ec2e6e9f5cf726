package dev.cmek.shared.cluster;

/// The API answers 400, 401 or 403 to [ClusterApi#enable] or [ClusterApi#update]: a wrong request,
/// or one that came before the grants were effective. The code alone does not tell which; the step
/// that knows what was granted when decides (`terraform-provider-cockroach` retries all three for
/// ten minutes).
public final class EnableRefused extends RuntimeException {

  private final int status;

  /// @param status the HTTP status: 400, 401 or 403
  /// @param vendorMessage the vendor's own text
  public EnableRefused(int status, String vendorMessage) {
    super(vendorMessage, null, false, false);
    this.status = status;
  }

  public int status() {
    return status;
  }

  /// The vendor's own text, to be shown as it is.
  public String vendorMessage() {
    return String.valueOf(getMessage());
  }
}
