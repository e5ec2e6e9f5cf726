package dev.cmek.aws.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInternalException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sns.model.AuthorizationErrorException;
import software.amazon.awssdk.services.sqs.model.SqsException;

class AwsCallsTest {

  private static final String ROLE = "arn:aws:iam::111122223333:role/cockroachdb-cmek/orders";
  private static final String CALLER =
      "User: arn:aws:sts::111122223333:assumed-role/cmek-EnsureRole/cmek-EnsureRole is not"
          + " authorized to perform: ";

  private final AwsCalls calls = new AwsCalls("EnsureRole");

  @Test
  void givesTheAnswer() {
    assertThat(calls.<String>call("iam:GetRole", ROLE, () -> "answer")).isEqualTo("answer");
  }

  @ParameterizedTest
  @MethodSource("denials")
  void aDenialIsAMissingRight(AwsServiceException denial) {
    Outcome<Object> outcome = outcome("iam:CreateRole", denial);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.MISSING_RIGHT);
              assertThat(refused.message())
                  .startsWith("function EnsureRole may not iam:CreateRole on " + ROLE + ": ")
                  .contains(AwsCalls.text(denial));
              assertThat(refused.remedy())
                  .startsWith(
                      "Allow iam:CreateRole on " + ROLE + " in the role of function EnsureRole");
            });
  }

  static List<AwsServiceException> denials() {
    return List.of(
        error(
            IamException.builder(),
            403,
            "AccessDenied",
            CALLER
                + "iam:CreateRole on resource: "
                + ROLE
                + " because no identity-based policy allows the iam:CreateRole action"),
        error(
            KmsException.builder(),
            400,
            "AccessDeniedException",
            CALLER
                + "kms:CreateAlias on resource: arn:aws:kms:eu-west-1:111122223333:key/1234abcd"
                + " with an explicit deny in a service control policy"),
        error(
            S3Exception.builder(),
            403,
            "AccessDenied",
            CALLER + "s3:PutObject on resource: \"arn:aws:s3:::state/clusters\""),
        error(S3Exception.builder(), 403, null, null),
        error(
            SecretsManagerException.builder(),
            400,
            "AccessDeniedException",
            CALLER + "secretsmanager:GetSecretValue on resource: reader"),
        error(
            SfnException.builder(),
            400,
            "AccessDeniedException",
            CALLER + "states:StartExecution on resource: provision"),
        error(
            SqsException.builder(),
            403,
            "AccessDenied",
            "Access to the resource https://sqs.eu-west-1.amazonaws.com/ is denied."),
        error(
            AuthorizationErrorException.builder(),
            403,
            "AuthorizationError",
            CALLER + "SNS:Publish on resource: alerts"));
  }

  @ParameterizedTest
  @MethodSource("strangeRegions")
  void aRegionThatTheAccountHasNotEnabledIsNamed(AwsServiceException unknown) {
    Outcome<Object> outcome = outcome("kms:DescribeKey", unknown);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.MISSING_RIGHT);
              assertThat(refused.remedy()).contains("Enable the region");
            });
  }

  static List<AwsServiceException> strangeRegions() {
    return List.of(
        error(
            KmsException.builder(),
            400,
            "UnrecognizedClientException",
            "The security token included in the request is invalid."),
        error(
            SqsException.builder(),
            403,
            "InvalidClientTokenId",
            "The security token included in the request is invalid."));
  }

  @ParameterizedTest
  @MethodSource("waits")
  void someErrorsAreWaitedFor(Reason reason, RuntimeException error, String text) {
    Outcome<Object> outcome = outcome("iam:CreateRole", error);

    assertThat(outcome).isEqualTo(new NotYet<>(reason, "iam:CreateRole on " + ROLE + ": " + text));
  }

  static List<Arguments> waits() {
    return List.of(
        waiting(
            Reason.THROTTLED, error(IamException.builder(), 400, "Throttling", "Rate exceeded")),
        waiting(
            Reason.THROTTLED,
            error(
                KmsException.builder(),
                400,
                "ThrottlingException",
                "You have exceeded the rate at which you may call KMS.")),
        waiting(
            Reason.THROTTLED,
            error(S3Exception.builder(), 503, "SlowDown", "Please reduce your request rate.")),
        waiting(
            Reason.THROTTLED,
            error(SqsException.builder(), 403, "RequestThrottled", "Request is throttled.")),
        waiting(
            Reason.THROTTLED,
            error(SecretsManagerException.builder(), 429, "TooManyRequestsException", "Later")),
        waiting(
            Reason.SERVICE_UNAVAILABLE,
            error(IamException.builder(), 500, "ServiceFailure", "Something went wrong")),
        waiting(
            Reason.SERVICE_UNAVAILABLE,
            error(IamException.builder(), 503, "ServiceUnavailable", null)),
        waiting(Reason.SERVICE_UNAVAILABLE, error(S3Exception.builder(), 502, null, null)),
        waiting(
            Reason.SERVICE_UNAVAILABLE,
            error(KmsInternalException.builder(), 500, "KMSInternalException", "Try again")),
        waiting(
            Reason.SERVICE_UNAVAILABLE,
            error(
                IamException.builder(),
                409,
                "ConcurrentModification",
                "Multiple requests to change this object were submitted simultaneously.")),
        waiting(
            Reason.SERVICE_UNAVAILABLE,
            error(
                S3Exception.builder(),
                409,
                "ConditionalRequestConflict",
                "The conditional request cannot succeed due to a conflicting operation against"
                    + " this resource.")),
        Arguments.of(
            Reason.SERVICE_UNAVAILABLE,
            SdkClientException.create("Unable to execute HTTP request: Connection reset"),
            "Unable to execute HTTP request: Connection reset"),
        Arguments.of(
            Reason.SERVICE_UNAVAILABLE,
            ApiCallTimeoutException.create(60_000),
            ApiCallTimeoutException.create(60_000).getMessage()));
  }

  @ParameterizedTest
  @MethodSource("others")
  void everyOtherErrorIsTheAdapters(RuntimeException error) {
    assertThatThrownBy(() -> call("iam:CreateRole", error)).isSameAs(error);
  }

  static List<RuntimeException> others() {
    return List.of(
        error(
            NoSuchEntityException.builder(),
            404,
            "NoSuchEntity",
            "The role with name orders cannot be found."),
        error(
            EntityAlreadyExistsException.builder(),
            409,
            "EntityAlreadyExists",
            "Role with name orders already exists."),
        error(
            MalformedPolicyDocumentException.builder(),
            400,
            "MalformedPolicyDocument",
            "Invalid principal in policy: \"AWS\":\"arn:aws:iam::444455556666:root\""),
        error(IamException.builder(), 400, "ValidationError", "1 validation error detected"),
        error(
            NotFoundException.builder(),
            400,
            "NotFoundException",
            "Alias arn:aws:kms:eu-west-1:111122223333:alias/cmek/orders is not found."),
        error(
            AlreadyExistsException.builder(),
            400,
            "AlreadyExistsException",
            "An alias with the name arn:aws:kms:eu-west-1:111122223333:alias/x already exists"),
        error(
            KmsInvalidStateException.builder(),
            400,
            "KMSInvalidStateException",
            "arn:aws:kms:eu-west-1:111122223333:key/1234abcd is pending deletion."),
        error(
            LimitExceededException.builder(),
            400,
            "LimitExceededException",
            "You have exceeded the number of KMS keys"),
        error(NoSuchKeyException.builder(), 404, "NoSuchKey", "The specified key does not exist."),
        error(
            S3Exception.builder(),
            412,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold"),
        error(
            ExecutionAlreadyExistsException.builder(),
            400,
            "ExecutionAlreadyExists",
            "Execution Already Exists"),
        new IllegalStateException("a defect of ours"));
  }

  @Test
  void textNamesErrorCauseAndRequest() {
    AwsServiceException error =
        error(IamException.builder(), 404, "NoSuchEntity", "The role cannot be found.");

    assertThat(AwsCalls.text(error))
        .isEqualTo("NoSuchEntity, The role cannot be found. (request 9f3c)");
    assertThat(AwsCalls.text(error(S3Exception.builder(), 502, null, null)))
        .isEqualTo(", HTTP 502 (request 9f3c)");
  }

  private static Arguments waiting(Reason reason, AwsServiceException error) {
    return Arguments.of(reason, error, AwsCalls.text(error));
  }

  private Outcome<Object> outcome(String action, RuntimeException error) {
    try {
      call(action, error);
    } catch (Stop stop) {
      return stop.outcome();
    }
    throw new AssertionError("it did not stop");
  }

  private void call(String action, RuntimeException error) {
    var _ =
        calls.<String>call(
            action,
            ROLE,
            () -> {
              throw error;
            });
  }

  private static AwsServiceException error(
      AwsServiceException.Builder builder,
      int status,
      @Nullable String code,
      @Nullable String message) {
    return builder
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .statusCode(status)
        .requestId("9f3c")
        .build();
  }
}
