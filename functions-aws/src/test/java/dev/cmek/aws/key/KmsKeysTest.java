package dev.cmek.aws.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.call.AwsCalls;
import dev.cmek.aws.plan.Tags;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.ReplicateKeyRequest;
import software.amazon.awssdk.services.kms.model.ReplicateKeyResponse;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.TagResourceRequest;
import software.amazon.awssdk.services.kms.model.TagResourceResponse;
import software.amazon.awssdk.services.kms.paginators.ListResourceTagsIterable;

/// What KMS's answers mean that no local cloud gives.
class KmsKeysTest {

  private static final ClusterId CLUSTER = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");
  private static final Arn PRIMARY = FakeAws.NAMING.key("eu-west-1", "mrk-1");
  private static final Key KEY =
      new Key(
          PRIMARY,
          "Enabled",
          "SYMMETRIC_DEFAULT",
          "ENCRYPT_DECRYPT",
          true,
          Map.of(),
          Instant.parse("2026-11-22T10:00:00Z"));

  /// Answers all writes with the same error, and lists keys of three pages.
  private static final class Kms implements KmsClient {

    private final @Nullable AwsServiceException error;

    private Kms(@Nullable AwsServiceException error) {
      this.error = error;
    }

    @Override
    public CreateKeyResponse createKey(CreateKeyRequest request) {
      throw required();
    }

    @Override
    public ReplicateKeyResponse replicateKey(ReplicateKeyRequest request) {
      throw required();
    }

    @Override
    public CreateAliasResponse createAlias(CreateAliasRequest request) {
      throw required();
    }

    @Override
    public EnableKeyRotationResponse enableKeyRotation(EnableKeyRotationRequest request) {
      throw required();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
      throw required();
    }

    @Override
    public ListKeysResponse listKeys(ListKeysRequest request) {
      int page = request.marker() == null ? 0 : Integer.parseInt(request.marker());
      String key = List.of("strangers", "just-deleted", "ours").get(page);
      return ListKeysResponse.builder()
          .keys(KeyListEntry.builder().keyArn(arn(key)).build())
          .truncated(page < 2)
          .nextMarker(page < 2 ? String.valueOf(page + 1) : null)
          .build();
    }

    @Override
    public ListResourceTagsIterable listResourceTagsPaginator(ListResourceTagsRequest request) {
      return new ListResourceTagsIterable(this, request);
    }

    @Override
    public ListResourceTagsResponse listResourceTags(ListResourceTagsRequest request) {
      if (request.keyId().endsWith("/strangers")) {
        throw error(
            KmsException.builder(),
            "AccessDeniedException",
            "User is not authorized to perform: kms:ListResourceTags on resource: "
                + request.keyId()
                + " because no resource-based policy allows the kms:ListResourceTags action");
      }
      if (request.keyId().endsWith("/just-deleted")) {
        throw unknown();
      }
      return ListResourceTagsResponse.builder()
          .tags(
              Tags.OURS.of(CLUSTER, Map.of()).entrySet().stream()
                  .map(t -> Tag.builder().tagKey(t.getKey()).tagValue(t.getValue()).build())
                  .toList())
          .truncated(false)
          .build();
    }

    @Override
    public DescribeKeyResponse describeKey(DescribeKeyRequest request) {
      return DescribeKeyResponse.builder()
          .keyMetadata(m ->
              m.arn(request.keyId())
                  .keyState("Enabled")
                  .keySpec("SYMMETRIC_DEFAULT")
                  .keyUsage("ENCRYPT_DECRYPT")
                  .creationDate(KEY.createdAt()))
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}

    private AwsServiceException required() {
      if (error == null) {
        throw new AssertionError("no write was expected");
      }
      return error;
    }
  }

  @ParameterizedTest
  @MethodSource("answers")
  void answersToAWriteHaveAMeaning(Write<?> write, Reason reason, String text) {
    assertThatThrownBy(() -> Changes.of(false).make(write))
        .isInstanceOfSatisfying(Stop.class, stop -> assertThat(stop.reason()).isEqualTo(reason))
        .hasMessageContaining(text);
  }

  static List<Arguments> answers() {
    Keys unknown = keys(unknown());
    Keys becoming =
        keys(
            error(
                KmsInvalidStateException.builder(),
                "KMSInvalidStateException",
                PRIMARY + " is creating."));
    Keys malformed =
        keys(
            error(
                MalformedPolicyDocumentException.builder(),
                "MalformedPolicyDocumentException",
                "Policy contains a statement with one or more invalid principals."));
    Keys full =
        keys(
            error(
                LimitExceededException.builder(),
                "LimitExceededException",
                "You have exceeded the quota"));
    return List.of(
        Arguments.of(unknown.createAlias(KEY, "alias/x"), Reason.KEY_NOT_READY, "kms:CreateAlias"),
        Arguments.of(
            unknown.enableRotation(KEY, Duration.ofDays(365)),
            Reason.KEY_NOT_READY,
            "kms:EnableKeyRotation"),
        Arguments.of(
            unknown.addTags(KEY, Map.of("team", "payments")),
            Reason.KEY_NOT_READY,
            "kms:TagResource"),
        Arguments.of(
            unknown.replicate(PRIMARY, newKey("us-east-1")),
            Reason.KEY_NOT_READY,
            "kms:ReplicateKey on " + PRIMARY + " to us-east-1"),
        Arguments.of(becoming.createAlias(KEY, "alias/x"), Reason.KEY_NOT_READY, "is creating."),
        Arguments.of(
            becoming.replicate(PRIMARY, newKey("us-east-1")), Reason.KEY_NOT_READY, "is creating."),
        Arguments.of(
            malformed.create(newKey("eu-west-1")),
            Reason.PRINCIPAL_SPREADING,
            "invalid principals"),
        Arguments.of(
            malformed.replicate(PRIMARY, newKey("us-east-1")),
            Reason.PRINCIPAL_SPREADING,
            "invalid principals"),
        Arguments.of(full.create(newKey("eu-west-1")), Reason.MISSING_RIGHT, "exceeded the quota"),
        Arguments.of(full.createAlias(KEY, "alias/x"), Reason.MISSING_RIGHT, "exceeded the quota"));
  }

  @Test
  void theSearchPassesKeysThatWeMayNotSeeAndThoseThatAreGone() {
    Optional<Key> found = keys(null).findByTags("eu-west-1", CLUSTER, false);

    assertThat(found.orElseThrow().arn()).hasToString(arn("ours"));
  }

  private static Keys keys(@Nullable AwsServiceException error) {
    return new KmsKeys(
        new KmsClients(_ -> new Kms(error), _ -> new Kms(error)), new AwsCalls("EnsureKey"));
  }

  private static NewKey newKey(String region) {
    return new NewKey(FakeAws.NAMING.key(region, "mrk-1"), true, Optional.empty(), Map.of());
  }

  private static String arn(String id) {
    return FakeAws.NAMING.key("eu-west-1", id).toString();
  }

  private static AwsServiceException error(
      AwsServiceException.Builder builder, String code, String message) {
    return builder
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .statusCode(400)
        .requestId("9f3c")
        .build();
  }

  private static AwsServiceException unknown() {
    return error(
        NotFoundException.builder(), "NotFoundException", "Key " + PRIMARY + " does not exist");
  }
}
