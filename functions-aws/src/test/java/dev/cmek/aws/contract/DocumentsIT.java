package dev.cmek.aws.contract;

import dev.cmek.aws.state.S3Documents;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.DocumentsContract;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3Client;

/// Documents in a bucket of a local AWS.
@ExtendWith(LocalAws.Once.class)
final class DocumentsIT extends DocumentsContract {

  private final Documents documents;

  DocumentsIT(LocalAws aws) {
    documents = new S3Documents(aws.client(S3Client.builder()), LocalAws.calls(), bucket(aws));
  }

  @Override
  protected Documents documents() {
    return documents;
  }

  private static String bucket(LocalAws aws) {
    String bucket = "documents";
    try (S3Client s3 = aws.client(S3Client.builder())) {
      if (s3.listBuckets().buckets().stream().noneMatch(b -> b.name().equals(bucket))) {
        var _ =
            s3.createBucket(r ->
                r.bucket(bucket)
                    .createBucketConfiguration(c -> c.locationConstraint(LocalAws.REGION.id())));
      }
    }
    return bucket;
  }
}
