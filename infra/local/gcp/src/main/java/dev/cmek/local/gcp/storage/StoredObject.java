package dev.cmek.local.gcp.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/// One version of an object.
///
/// @param generation what names this version, larger than all before it
/// @param metadata the user's own
/// @param noncurrentSince empty for the live version
record StoredObject(
    String bucket,
    String name,
    long generation,
    String contentType,
    Map<String, String> metadata,
    ByteString content,
    Instant created,
    Optional<Instant> noncurrentSince) {

  /// Metadata is never changed here, so this stays the first.
  static final long METAGENERATION = 1;

  StoredObject {
    metadata = Map.copyOf(metadata);
  }

  StoredObject noncurrent(Instant since) {
    return new StoredObject(
        bucket, name, generation, contentType, metadata, content, created, Optional.of(since));
  }

  /// Big-endian, base64.
  String crc32c() {
    return crc32c(content);
  }

  static String crc32c(ByteString content) {
    CRC32C checksum = new CRC32C();
    checksum.update(content.asReadOnlyByteBuffer());
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }

  /// Base64.
  String md5() {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(content.asReadOnlyByteBuffer());
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  String etag() {
    return Base64.getEncoder()
        .encodeToString((generation + "/" + METAGENERATION).getBytes(StandardCharsets.UTF_8));
  }

  /// The resource as the JSON API shows it ("Cloud Storage JSON API: Objects").
  ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", "storage#object")
            .put("id", bucket + "/" + name + "/" + generation)
            .put("name", name)
            .put("bucket", bucket)
            .put("generation", Long.toString(generation))
            .put("metageneration", Long.toString(METAGENERATION))
            .put("contentType", contentType)
            .put("storageClass", "STANDARD")
            .put("size", Integer.toString(content.size()))
            .put("md5Hash", md5())
            .put("crc32c", crc32c())
            .put("etag", etag())
            .put("timeCreated", created.toString())
            .put("updated", created.toString());
    noncurrentSince.ifPresent(since -> json.put("timeDeleted", since.toString()));
    if (!metadata.isEmpty()) {
      ObjectNode own = json.putObject("metadata");
      metadata.forEach(own::put);
    }
    return json;
  }
}
