package dev.cmek.aws.call;

import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/// Makes calls to AWS. The one place that knows which of its errors mean "wait", which "you lack a
/// right"; errors with a meaning of their own (an object that exists, one that does not) are the
/// adapters'.
public final class AwsCalls {

  private static final Set<String> DENIED =
      Set.of(
          "AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedException");

  /// What a region answers that the account has not enabled: it does not know the credentials.
  private static final Set<String> UNKNOWN_THERE =
      Set.of("UnrecognizedClientException", "InvalidClientTokenId", "OptInRequired");

  /// A right was granted a moment ago, or an object changes: IAM and KMS ask to come back.
  private static final Set<String> BUSY =
      Set.of(
          "ConcurrentModification",
          "ConcurrentModificationException",
          "DependencyTimeoutException",
          "KMSInternalException",
          "ServiceFailure",
          "InternalError",
          "OperationAborted",
          "ConditionalRequestConflict");

  private final String function;

  /// Calls made by a function.
  ///
  /// @param function its name, so that a missing right can be given to the right role
  public AwsCalls(String function) {
    this.function = function;
  }

  /// Makes a call.
  ///
  /// @param action IAM's name for it, such as `iam:CreateRole`
  /// @param object what it is about, such as an ARN
  /// @throws Stop if AWS throttles, is not there, or denies the call
  /// @throws AwsServiceException for every other error
  public <T> T call(String action, String object, Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException e) {
      throw meaning(action, object, e);
    } catch (SdkClientException e) {
      throw Stop.notYet(
          Reason.SERVICE_UNAVAILABLE, action + " on " + object + ": " + e.getMessage());
    }
  }

  private RuntimeException meaning(String action, String object, AwsServiceException e) {
    String code = code(e);
    String text = action + " on " + object + ": " + text(e);
    if (DENIED.contains(code) || (e.statusCode() == 403 && code.isEmpty())) {
      return Stop.refused(
          Reason.MISSING_RIGHT,
          "function " + function + " may not " + text,
          "Allow "
              + action
              + " on "
              + object
              + " in the role of function "
              + function
              + ", and look for a deny in organization policies, the key's policy or a boundary");
    }
    if (UNKNOWN_THERE.contains(code)) {
      return Stop.refused(
          Reason.MISSING_RIGHT,
          "function " + function + " is not known where it calls " + text,
          "Enable the region in this account (aws account enable-region), then send the same event"
              + " again");
    }
    if (e.isThrottlingException()) {
      return Stop.notYet(Reason.THROTTLED, text);
    }
    if (BUSY.contains(code) || e.statusCode() >= 500) {
      return Stop.notYet(Reason.SERVICE_UNAVAILABLE, text);
    }
    return e;
  }

  /// AWS's name for the error, such as `NoSuchEntity`; empty if the answer had none.
  public static String code(AwsServiceException e) {
    return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
        ? ""
        : e.awsErrorDetails().errorCode();
  }

  /// What the answer said, such as `NoSuchEntity, The role with name r cannot be found (request
  /// 9f…)`.
  public static String text(AwsServiceException e) {
    String message = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
    return code(e)
        + ", "
        + (message == null ? "HTTP " + e.statusCode() : message)
        + " (request "
        + e.requestId()
        + ")";
  }
}
