package dev.cmek.shared.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.state.Documents.Document;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a bucket of documents promises to those that write at the same time.
public abstract class DocumentsContract {

  /// Another one for each test: buckets may be shared.
  private final String path = "clusters/" + UUID.randomUUID() + "/intent.json";

  protected abstract Documents documents();

  @Test
  public void whatWasNeverWrittenIsAbsent() {
    assertThat(documents().find(path)).isEmpty();
  }

  @Test
  public void createsOnlyWhatIsNotThere() {
    boolean first = documents().create(path, "{\"n\":\"größer\"}");
    boolean second = documents().create(path, "{\"n\":2}");

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(documents().find(path).map(Document::json)).contains("{\"n\":\"größer\"}");
  }

  @Test
  public void replacesOnlyTheStateThatWasRead() {
    boolean created = documents().create(path, "{\"n\":1}");
    String read = documents().find(path).orElseThrow().version();

    boolean first = documents().replace(path, "{\"n\":2}", read);
    boolean second = documents().replace(path, "{\"n\":3}", read);

    assertThat(created).isTrue();
    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(documents().find(path).map(Document::json)).contains("{\"n\":2}");
  }
}
