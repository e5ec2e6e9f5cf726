package dev.cmek.shared.state;

/// Documents in memory.
final class FakeDocumentsContractTest extends DocumentsContract {

  private final Documents documents = new FakeDocuments();

  @Override
  protected Documents documents() {
    return documents;
  }
}
