package dev.cmek.gcp.state;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.HttpResponse;
import com.google.api.services.storage.Storage;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.gcp.call.GoogleError;
import dev.cmek.gcp.call.GoogleError.Code;
import dev.cmek.shared.state.Documents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Documents in a Cloud Storage bucket, with generations as their versions ("Request
/// preconditions").
public final class StorageDocuments implements Documents {

  /// The generation that a missing object has.
  private static final long ABSENT = 0;

  private final Storage storage;
  private final GoogleCalls calls;
  private final String bucket;

  public StorageDocuments(Storage storage, GoogleCalls calls, String bucket) {
    this.storage = storage;
    this.calls = calls;
    this.bucket = bucket;
  }

  @Override
  public Optional<Document> find(String path) {
    return calls.find("storage.objects.get", at(path), () -> read(path));
  }

  @Override
  public boolean create(String path, String json) {
    return put(path, json, ABSENT);
  }

  @Override
  public boolean replace(String path, String json, String version) {
    return put(path, json, Long.parseLong(version));
  }

  /// The media and its generation in one answer: of two, one could be older than the other.
  private Document read(String path) throws IOException {
    HttpResponse media = storage.objects().get(bucket, path).executeMedia();
    try {
      return new Document(
          new String(media.getContent().readAllBytes(), StandardCharsets.UTF_8),
          media.getHeaders().getFirstHeaderStringValue("X-Goog-Generation"));
    } finally {
      media.disconnect();
    }
  }

  private boolean put(String path, String json, long generation) {
    try {
      var _ =
          calls.call(
              "storage.objects.create",
              at(path),
              () -> insertion(path, json, generation).execute());
      return true;
    } catch (GoogleError e) {
      if (e.is(Code.FAILED_PRECONDITION)) {
        return false;
      }
      throw e;
    }
  }

  private Storage.Objects.Insert insertion(String path, String json, long generation)
      throws IOException {
    Storage.Objects.Insert insertion =
        storage
            .objects()
            .insert(
                bucket,
                null,
                new ByteArrayContent("application/json", json.getBytes(StandardCharsets.UTF_8)))
            .setName(path)
            .setIfGenerationMatch(generation);
    insertion.getMediaHttpUploader().setDirectUploadEnabled(true);
    // zipped, it would be kept so
    insertion.setDisableGZipContent(true);
    return insertion;
  }

  private String at(String path) {
    return "gs://" + bucket + "/" + path;
  }
}
