package dev.cmek.gcp.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Bucket;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.gcp.call.GoogleError;
import dev.cmek.gcp.state.StorageDocuments;
import dev.cmek.local.gcp.rest.RestServer;
import dev.cmek.local.gcp.storage.StorageApi;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.DocumentsContract;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Documents in a bucket of a local Google Cloud.
final class StorageDocumentsTest extends DocumentsContract {

  private final RestServer server =
      new RestServer(
          0, List.of(new StorageApi(new EverybodyMay(), InstantSource.system(), (_, _) -> {})));
  private final Storage storage =
      new Storage.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), null)
          .setRootUrl(server.url() + "/")
          .setApplicationName("test")
          .build();

  @BeforeEach
  void createBucket() throws IOException {
    Bucket bucket =
        new Bucket().setName("state").setVersioning(new Bucket.Versioning().setEnabled(true));
    var _ = storage.buckets().insert("p", bucket).execute();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  protected Documents documents() {
    return documents("state");
  }

  @Test
  void replacesNothingThatIsNotThere() {
    assertThat(documents().replace("a/b.json", "{}", "17")).isFalse();

    assertThat(documents().find("a/b.json")).isEmpty();
  }

  @Test
  void keepsTextAsItIs() {
    String json = "{\"n\":\"ä\\n€😀\"}";

    boolean created = documents().create("a/b c.json", json);

    assertThat(created).isTrue();
    assertThat(documents().find("a/b c.json").map(Documents.Document::json)).contains(json);
  }

  @Test
  void aBucketThatIsNotThereIsADefectNotAnEmptyOne() {
    assertThatThrownBy(() -> documents("other").create("a.json", "{}"))
        .isInstanceOf(GoogleError.class);
  }

  private Documents documents(String bucket) {
    return new StorageDocuments(storage, new GoogleCalls("Test"), bucket);
  }
}
