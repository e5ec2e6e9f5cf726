package dev.cmek.aws.state;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.shared.state.Documents;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Documents in an S3 bucket, with conditional writes ("Add preconditions to S3 operations").
public final class S3Documents implements Documents {

  private static final int PRECONDITION_FAILED = 412;

  private final S3Client s3;
  private final AwsCalls calls;
  private final String bucket;

  public S3Documents(S3Client s3, AwsCalls calls, String bucket) {
    this.s3 = s3;
    this.calls = calls;
    this.bucket = bucket;
  }

  @Override
  public Optional<Document> find(String path) {
    try {
      ResponseBytes<GetObjectResponse> object =
          calls.call(
              "s3:GetObject", at(path), () -> s3.getObjectAsBytes(r -> r.bucket(bucket).key(path)));
      return Optional.of(new Document(object.asUtf8String(), object.response().eTag()));
    } catch (NoSuchKeyException _) {
      return Optional.empty();
    }
  }

  @Override
  public boolean create(String path, String json) {
    return put(path, json, null);
  }

  @Override
  public boolean replace(String path, String json, String version) {
    return put(path, json, version);
  }

  private boolean put(String path, String json, @Nullable String version) {
    try {
      var _ =
          calls.call(
              "s3:PutObject",
              at(path),
              () ->
                  s3.putObject(
                      r ->
                          r.bucket(bucket)
                              .key(path)
                              .contentType("application/json")
                              .ifMatch(version)
                              .ifNoneMatch(version == null ? "*" : null),
                      RequestBody.fromString(json)));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED) {
        return false;
      }
      throw e;
    }
  }

  private String at(String path) {
    return "s3://" + bucket + "/" + path;
  }
}
