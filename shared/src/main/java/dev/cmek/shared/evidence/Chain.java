package dev.cmek.shared.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Documents.Document;
import dev.cmek.shared.state.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Chains of evidence: each record names the one before it by path and hash, so that none can be
/// changed, removed, moved or slipped in unseen.
///
/// Where a chain ends stands in the state bucket: `<chain>/evidence.json`. That is set first, by
/// compare and set and with the record's text, and the record is written after it: so two writers
/// never follow the same record, and what one could not write any more the next one writes.
public final class Chain {

  /// A place in a chain.
  ///
  /// @param path of the record in the evidence bucket; empty: before the first
  /// @param sha256 of the record's bytes, in hex; 64 zeros: before the first
  public record Link(String path, String sha256) {}

  /// The end of a chain.
  ///
  /// @param json the record itself; absent in heads that older versions wrote
  record Head(String path, String sha256, @Nullable String json) {

    static Head of(String path, String json) {
      return new Head(path, Digest.sha256(json), json);
    }
  }

  private static final Link NOTHING = new Link("", "0".repeat(64));

  private final Documents evidence;
  private final Memory<Head> heads;

  public Chain(Documents evidence, Documents state) {
    this.evidence = evidence;
    this.heads = new Memory<>(state, Head.class);
  }

  /// Makes sure that a record is in its chain. Done again, it finds the record that it wrote, even
  /// if others have gone on from there.
  ///
  /// @param chain such as `clusters/<cluster id>` or `sweeps`: the folder of all its records
  /// @param path of the record, below that folder; never that of another record
  /// @param record gets its predecessor and gives what is written as JSON, with `previous` (the
  ///   predecessor's SHA-256) and `previousPath` among its members. It may run several times.
  public Link append(String chain, String path, Function<Link, ?> record) {
    if (!path.startsWith(chain + "/")) {
      throw new IllegalArgumentException(path + " is no place in chain " + chain);
    }
    Head head = heads.update(chain + "/evidence.json", found -> after(found, path, record));
    if (head.path().equals(path)) {
      write(head);
      return new Link(path, head.sha256());
    }
    return new Link(path, Digest.sha256(evidence.find(path).orElseThrow().json()));
  }

  private Head after(Optional<Head> found, String path, Function<Link, ?> record) {
    Optional<Document> written = evidence.find(path);
    if (written.isPresent()) {
      String json = written.get().json();
      // Others may have gone on from here: the chain never turns back.
      return found
          .filter(head -> !head.sha256().equals(previous(json)))
          .orElse(Head.of(path, json));
    }
    if (found.isEmpty()) {
      return Head.of(path, Payloads.writeString(record.apply(NOTHING)));
    }
    Head last = found.get();
    if (last.path().equals(path)) {
      return last;
    }
    write(last);
    Link previous = new Link(last.path(), last.sha256());
    return Head.of(path, Payloads.writeString(record.apply(previous)));
  }

  private void write(Head head) {
    if (head.json() != null && evidence.find(head.path()).isEmpty()) {
      boolean _ = evidence.create(head.path(), head.json());
    }
  }

  private static String previous(String json) {
    JsonNode record = Payloads.tree(json.getBytes(StandardCharsets.UTF_8));
    return record.path("previous").asText();
  }
}
