package dev.cmek.shared.state;

import java.util.Optional;

/// JSON documents in a bucket, written only on a condition, so that two writers never overwrite
/// each other unseen.
///
/// Paths are relative and hold ids only, such as `clusters/<cluster id>/intent.json`.
public interface Documents {

  /// A document as read.
  ///
  /// @param version what the bucket calls this state of it: ETag or generation
  record Document(String json, String version) {}

  Optional<Document> find(String path);

  /// Writes it if there is none.
  ///
  /// @return false if there is one
  boolean create(String path, String json);

  /// Writes it if it still is in the state that was read.
  ///
  /// @return false if it is not
  boolean replace(String path, String json, String version);
}
