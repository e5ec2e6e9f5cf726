package dev.cmek.aws.contract;

import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.FakeDocuments;

/// Documents in memory.
final class FakeDocumentsContractTest extends DocumentsContract {

  private final Documents documents = new FakeDocuments();

  @Override
  Documents documents() {
    return documents;
  }
}
