package dev.cmek.gcp.call;

import com.google.api.client.http.HttpResponseException;
import dev.cmek.gcp.call.GoogleError.Code;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Makes calls to Google Cloud. The one place that knows which of its errors mean "wait", which
/// "you lack a right"; errors with a meaning of their own (an object that exists, one that does
/// not) are the adapters'.
public final class GoogleCalls {

  /// A call to one of Google's clients.
  ///
  /// @param <T> what it answers
  @FunctionalInterface
  public interface Call<T> {

    /// Makes it.
    ///
    /// @throws IOException as the REST clients do, for errors and for what got lost
    T run() throws IOException;
  }

  /// As it stands in errors that come without details.
  private static final Pattern CONSTRAINT = Pattern.compile("constraints/[A-Za-z0-9._]+");

  /// The quota of objects, which does not fill up again as that of requests does ("Quotas and
  /// limits" of IAM; Cloud KMS limits no objects).
  private static final Pattern OBJECTS_USED_UP =
      Pattern.compile("Maximum number of|: [A-Za-z ]+ per project\\.");

  /// A member of a policy that is not there, or whose deleted namesake is ("Setting IAM policy":
  /// the texts have no code of their own).
  private static final Pattern UNKNOWN_MEMBER =
      Pattern.compile("does not exist|Inconsistent representation of deleted member");

  private final String function;

  /// Calls made by a function.
  ///
  /// @param function its name, so that a missing right can be given to the right service account
  public GoogleCalls(String function) {
    this.function = function;
  }

  /// Makes a call.
  ///
  /// @param permission IAM's name for what it needs, such as `iam.serviceAccounts.get`
  /// @param object what it is about, such as `projects/p/serviceAccounts/…`
  /// @throws Stop if Google Cloud throttles, is not there, asks to come back, or denies the call
  /// @throws GoogleError for every other error
  public <T> T call(String permission, String object, Call<T> call) {
    try {
      return call.run();
    } catch (HttpResponseException e) {
      throw meaning(permission, object, GoogleError.of(e));
    } catch (IOException e) {
      throw Stop.notYet(Reason.SERVICE_UNAVAILABLE, text(permission, object, e));
    }
  }

  /// Makes a call that reads the object.
  ///
  /// @return empty if it is not there
  /// @throws Stop as [#call]
  /// @throws GoogleError for every other error
  public <T> Optional<T> find(String permission, String object, Call<T> call) {
    try {
      return Optional.of(call(permission, object, call));
    } catch (GoogleError e) {
      if (e.is(Code.NOT_FOUND)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Makes a call that creates the object.
  ///
  /// @return empty if it was there already
  /// @throws Stop as [#call]
  /// @throws GoogleError for every other error
  public <T> Optional<T> create(String permission, String object, Call<T> call) {
    try {
      return Optional.of(call(permission, object, call));
    } catch (GoogleError e) {
      if (e.is(Code.ALREADY_EXISTS)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Makes a call that writes an allow policy.
  ///
  /// @throws Stop as [#call], with `ACCOUNT_NOT_USABLE` if the policy names a service account that
  ///   is unknown: not yet, or no more
  /// @throws GoogleError for every other error
  public <T> T grant(String permission, String object, Call<T> call) {
    try {
      return call(permission, object, call);
    } catch (GoogleError e) {
      if (e.is(Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.FAILED_PRECONDITION)
          && UNKNOWN_MEMBER.matcher(e.text()).find()) {
        throw Stop.refused(
            Reason.ACCOUNT_NOT_USABLE,
            text(permission, object, e),
            "Find out who deleted the service account. For 30 days it can be brought back: gcloud"
                + " iam service-accounts undelete <its unique id>; else delete what is left of it"
                + " in the policy. Then send the same event again");
      }
      throw e;
    }
  }

  private RuntimeException meaning(String permission, String object, GoogleError e) {
    String text = text(permission, object, e);
    Optional<String> rule = organizationsRule(e);
    if (rule.isPresent()) {
      return Stop.refused(
          Reason.ORGANIZATION_POLICY,
          text,
          "Ask an organization policy administrator for an exception from "
              + rule.get()
              + ", then send the same event again");
    }
    return switch (e.code()) {
      case PERMISSION_DENIED, UNAUTHENTICATED -> denied(permission, object, e);
      case RESOURCE_EXHAUSTED ->
          OBJECTS_USED_UP.matcher(e.text()).find()
              ? Stop.refused(
                  Reason.QUOTA_EXCEEDED,
                  text,
                  "Ask Google Cloud for a higher quota in this project (console: IAM & Admin,"
                      + " Quotas), then send the same event again")
              : Stop.notYet(Reason.THROTTLED, text);
      case ABORTED, UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, CANCELLED, DATA_LOSS ->
          Stop.notYet(Reason.SERVICE_UNAVAILABLE, text);
      default -> e;
    };
  }

  private Stop denied(String permission, String object, GoogleError e) {
    String message = "function " + function + " may not " + text(permission, object, e);
    return e.reason().equals("SERVICE_DISABLED")
        ? Stop.refused(
            Reason.MISSING_RIGHT,
            message,
            "Enable the API in the project (gcloud services enable), then send the same event"
                + " again")
        : Stop.refused(
            Reason.MISSING_RIGHT,
            message,
            "Allow "
                + permission
                + " on "
                + object
                + " to the service account of function "
                + function
                + ", and look for a deny policy or a principal access boundary");
  }

  /// The organization policy's constraint, or the service perimeter, that stands in the way
  /// ("Troubleshoot organization policies"; "Troubleshoot VPC Service Controls").
  private static Optional<String> organizationsRule(GoogleError e) {
    if (e.reason().equals("SECURITY_POLICY_VIOLATED")
        || e.violations().contains("VPC_SERVICE_CONTROLS")) {
      return Optional.of("VPC Service Controls");
    }
    if (!e.is(Code.FAILED_PRECONDITION, Code.INVALID_ARGUMENT, Code.PERMISSION_DENIED)) {
      return Optional.empty();
    }
    return Stream.concat(e.violations().stream(), Stream.of(e.text()))
        .map(CONSTRAINT::matcher)
        .filter(Matcher::find)
        .map(Matcher::group)
        .findFirst();
  }

  private static String text(String permission, String object, Exception e) {
    return permission + " on " + object + ": " + e.getMessage();
  }
}
