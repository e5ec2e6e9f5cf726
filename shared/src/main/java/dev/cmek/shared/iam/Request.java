package dev.cmek.shared.iam;

/// One call, to be decided by policies.
///
/// @param principal who calls: the ARN of a role, user, role session or account root, or the name
///   of an AWS service
/// @param action such as `kms:Decrypt`
/// @param resource the ARN of what it acts on; `*` for an action that acts on no resource
/// @param context what conditions may ask for. `aws:PrincipalArn` and `aws:PrincipalAccount` follow
///   from the principal and need not be there
public record Request(String principal, String action, String resource, Context context) {

  public Request {
    Arn arn = Arn.find(principal).orElse(null);
    if (arn != null) {
      context = context.withDefault("aws:PrincipalAccount", arn.account());
      if (arn.service().equals("iam")) {
        context = context.withDefault("aws:PrincipalArn", principal);
      }
    }
  }

  /// Nothing else is known of the call.
  public Request(String principal, String action, String resource) {
    this(principal, action, resource, Context.UNKNOWN);
  }

  /// The same call for another action.
  public Request action(String other) {
    return new Request(principal, other, resource, context);
  }
}
