package dev.cmek.local.gcp.storage;

import java.util.Map;
import java.util.Optional;

/// What must hold of the live version for a request to be carried out ("Cloud Storage: Request
/// preconditions"). Generation 0 stands for: there is none.
record Precondition(
    Optional<Long> generationMatch,
    Optional<Long> generationNotMatch,
    Optional<Long> metagenerationMatch,
    Optional<Long> metagenerationNotMatch) {

  static Precondition of(Map<String, String> query) {
    return new Precondition(
        number(query, "ifGenerationMatch"),
        number(query, "ifGenerationNotMatch"),
        number(query, "ifMetagenerationMatch"),
        number(query, "ifMetagenerationNotMatch"));
  }

  /// @param found the version that the request is about
  boolean holds(Optional<StoredObject> found) {
    long generation = found.map(StoredObject::generation).orElse(0L);
    long metageneration = found.map(_ -> StoredObject.METAGENERATION).orElse(0L);
    return generationMatch.map(wanted -> wanted == generation).orElse(true)
        && metagenerationMatch.map(wanted -> wanted == metageneration).orElse(true)
        && !unchanged(generation, metageneration);
  }

  /// Whether a reader already has this version, which is answered with 304.
  boolean unchanged(StoredObject found) {
    return unchanged(found.generation(), StoredObject.METAGENERATION);
  }

  private boolean unchanged(long generation, long metageneration) {
    return generationNotMatch.map(other -> other == generation).orElse(false)
        || metagenerationNotMatch.map(other -> other == metageneration).orElse(false);
  }

  private static Optional<Long> number(Map<String, String> query, String name) {
    try {
      return Optional.ofNullable(query.get(name)).map(Long::valueOf);
    } catch (NumberFormatException e) {
      throw StorageFault.invalid("Invalid value for " + name + ": " + query.get(name));
    }
  }
}
