package dev.cmek.gcp.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import dev.cmek.gcp.call.GoogleError.Code;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Google's errors as its clients give them, and what becomes of them.
class GoogleCallsTest {

  private static final String PERMISSION = "iam.serviceAccounts.create";
  private static final String OBJECT = "projects/keys-prod/serviceAccounts/cmek-1";

  private final GoogleCalls calls = new GoogleCalls("EnsureAccount");

  @Test
  void givesTheAnswer() {
    assertThat(calls.<String>call(PERMISSION, OBJECT, () -> "answer")).isEqualTo("answer");
  }

  @ParameterizedTest
  @MethodSource("denials")
  void aDenialIsAMissingRight(Exception denial) {
    assertThat(outcome(denial))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.MISSING_RIGHT);
              assertThat(refused.message())
                  .startsWith("function EnsureAccount may not " + PERMISSION + " on " + OBJECT);
              assertThat(refused.remedy())
                  .startsWith(
                      "Allow "
                          + PERMISSION
                          + " on "
                          + OBJECT
                          + " to the service account of function EnsureAccount");
            });
  }

  static List<Exception> denials() {
    String text =
        "Permission 'iam.serviceAccounts.create' denied on resource (or it may not exist).";
    return List.of(
        rest(403, "PERMISSION_DENIED", text, ""),
        rest(403, "", "cmek has no storage.objects.get access to the object.", ""),
        http(403, "<html>Forbidden</html>"),
        rest(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", ""));
  }

  @Test
  void anApiThatIsSwitchedOffIsNamed() {
    Outcome<Object> outcome =
        outcome(
            rest(
                403,
                "PERMISSION_DENIED",
                "Cloud Key Management Service (KMS) API has not been used in project 1 before or it"
                    + " is disabled.",
                "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
                    + "\"reason\":\"SERVICE_DISABLED\",\"domain\":\"googleapis.com\"}"));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.MISSING_RIGHT);
              assertThat(refused.remedy()).contains("gcloud services enable");
            });
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleOfTheOrganizationIsNamed(String rule, Exception refusal) {
    assertThat(outcome(refusal))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.ORGANIZATION_POLICY);
              assertThat(refused.remedy())
                  .contains("organization policy administrator", "exception from " + rule);
            });
  }

  static List<Arguments> rules() {
    String domains = "constraints/iam.allowedPolicyMemberDomains";
    String creation = "constraints/iam.disableServiceAccountCreation";
    String text = "One or more users named in the policy do not belong to a permitted customer.";
    Exception members = rest(400, "FAILED_PRECONDITION", text, violation(domains));
    return List.of(
        Arguments.of(domains, members),
        Arguments.of(
            creation,
            rest(
                400,
                "FAILED_PRECONDITION",
                "Service account creation is not allowed on this project.",
                violation(creation))),
        Arguments.of(
            "constraints/gcp.resourceLocations",
            rest(
                400,
                "FAILED_PRECONDITION",
                "Constraint constraints/gcp.resourceLocations violated for"
                    + " [orgpolicy:projects/1] attempting to create a key ring in [us-east1].",
                "")),
        Arguments.of(
            "constraints/gcp.resourceLocations",
            rest(
                412,
                "",
                "'us' violates constraint 'constraints/gcp.resourceLocations' on the resource",
                "")),
        Arguments.of(
            "VPC Service Controls",
            rest(
                403,
                "PERMISSION_DENIED",
                "Request is prohibited by organization's policy.",
                violation("VPC_SERVICE_CONTROLS"))));
  }

  @ParameterizedTest
  @MethodSource("waits")
  void someErrorsAreWaitedFor(Reason reason, Exception error, String words) {
    assertThat(outcome(error))
        .isInstanceOfSatisfying(
            NotYet.class,
            notYet -> {
              assertThat(notYet.reason()).isEqualTo(reason);
              assertThat(notYet.message())
                  .startsWith(PERMISSION + " on " + OBJECT + ": ")
                  .contains(words);
            });
  }

  static List<Arguments> waits() {
    String quota =
        "Quota exceeded for quota metric 'Cryptographic requests' and limit 'Cryptographic"
            + " requests per minute' of service 'cloudkms.googleapis.com'";
    return List.of(
        Arguments.of(Reason.THROTTLED, rest(429, "RESOURCE_EXHAUSTED", quota, ""), quota),
        Arguments.of(
            Reason.SERVICE_UNAVAILABLE,
            rest(409, "ABORTED", "There were concurrent policy changes.", ""),
            "ABORTED, There were concurrent"),
        Arguments.of(Reason.SERVICE_UNAVAILABLE, http(409, ""), "HTTP 409"),
        Arguments.of(Reason.SERVICE_UNAVAILABLE, http(503, "<html>later</html>"), "HTTP 503"),
        Arguments.of(Reason.SERVICE_UNAVAILABLE, rest(500, "INTERNAL", "oops", ""), "oops"),
        Arguments.of(
            Reason.SERVICE_UNAVAILABLE, rest(503, "UNAVAILABLE", "try later", ""), "try later"),
        Arguments.of(
            Reason.SERVICE_UNAVAILABLE,
            rest(504, "DEADLINE_EXCEEDED", "deadline exceeded", ""),
            "DEADLINE_EXCEEDED"),
        Arguments.of(
            Reason.SERVICE_UNAVAILABLE,
            new SocketTimeoutException("Read timed out"),
            "Read timed"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Maximum number of service accounts on project reached.",
        "A quota has been reached for project number 123456789012: Service accounts per project."
      })
  void asManyObjectsAsThereMayBeIsNoMatterOfWaiting(String text) {
    assertThat(outcome(rest(429, "RESOURCE_EXHAUSTED", text, "")))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.QUOTA_EXCEEDED));
  }

  @Test
  void whatIsThereAlreadyIsNotCreated() {
    String text = "Service account cmek-1 already exists within project projects/keys-prod.";

    Optional<Object> created =
        calls.create(PERMISSION, OBJECT, () -> fail(rest(409, "ALREADY_EXISTS", text, "")));

    assertThat(created).isEmpty();
  }

  @Test
  void aCreationThatMetAnotherIsNoProofThatTheObjectIsThere() {
    assertThatThrownBy(() ->
            calls.<Object>create(
                PERMISSION, OBJECT, () -> fail(rest(409, "ABORTED", "try again", ""))))
        .isInstanceOfSatisfying(
            Stop.class, stop -> assertThat(stop.reason()).isEqualTo(Reason.SERVICE_UNAVAILABLE));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(
            calls.<Object>find(
                PERMISSION, OBJECT, () -> fail(rest(404, "NOT_FOUND", "Unknown account", ""))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Service account cmek-1@keys-prod.iam.gserviceaccount.com does not exist.",
        "Inconsistent representation of deleted member: 'deleted:serviceAccount:c@p?uid=1' and"
            + " 'serviceAccount:c@p'"
      })
  void aMemberThatIsUnknownIsNamed(String text) {
    assertThatThrownBy(() ->
            calls.<Object>grant(
                PERMISSION, OBJECT, () -> fail(rest(400, "INVALID_ARGUMENT", text, ""))))
        .isInstanceOfSatisfying(
            Stop.class, stop -> assertThat(stop.reason()).isEqualTo(Reason.ACCOUNT_NOT_USABLE))
        .hasMessageContaining(text);
  }

  @ParameterizedTest
  @MethodSource("others")
  void everyOtherErrorIsTheAdapters(Code code, Exception error) {
    assertThatThrownBy(() -> calls.<Object>call(PERMISSION, OBJECT, () -> fail(error)))
        .isInstanceOfSatisfying(GoogleError.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasCause(error);
  }

  static List<Arguments> others() {
    return List.of(
        Arguments.of(Code.NOT_FOUND, rest(404, "NOT_FOUND", "Unknown account", "")),
        Arguments.of(Code.ALREADY_EXISTS, rest(409, "ALREADY_EXISTS", "it is there", "")),
        Arguments.of(Code.INVALID_ARGUMENT, rest(400, "INVALID_ARGUMENT", "bad", "")),
        Arguments.of(Code.FAILED_PRECONDITION, rest(412, "", "conditionNotMet", "")),
        Arguments.of(
            Code.FAILED_PRECONDITION, rest(400, "FAILED_PRECONDITION", "is not enabled", "")));
  }

  private Outcome<Object> outcome(Exception error) {
    try {
      var _ = calls.<Object>call(PERMISSION, OBJECT, () -> fail(error));
    } catch (Stop stop) {
      return stop.outcome();
    }
    throw new AssertionError("it did not stop");
  }

  private static Object fail(Exception error) throws IOException {
    if (error instanceof IOException lost) {
      throw lost;
    }
    throw (RuntimeException) error;
  }

  /// As a REST client throws it.
  ///
  /// @param status empty: as Storage answers, without one
  /// @param detail one of Google's details as JSON; empty: none
  private static HttpResponseException rest(
      int http, String status, String message, String detail) {
    return http(
        http,
        "{\"error\":{\"code\":%d,\"message\":\"%s\"%s,\"details\":[%s]}}"
            .formatted(
                http, message, status.isEmpty() ? "" : ",\"status\":\"" + status + "\"", detail));
  }

  private static HttpResponseException http(int status, String body) {
    return new HttpResponseException.Builder(status, "", new HttpHeaders())
        .setContent(body)
        .build();
  }

  private static String violation(String type) {
    return "{\"@type\":\"type.googleapis.com/google.rpc.PreconditionFailure\",\"violations\":"
        + "[{\"type\":\"%s\",\"subject\":\"orgpolicy:projects/1\",\"description\":\"no\"}]}"
            .formatted(type);
  }
}
