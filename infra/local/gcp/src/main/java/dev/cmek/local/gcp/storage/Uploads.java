package dev.cmek.local.gcp.storage;

import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.rest.Api.Request;
import dev.cmek.local.gcp.rest.Fields;
import dev.cmek.local.gcp.storage.Bucket.Upload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what is uploaded in one request ("Cloud Storage JSON API: Uploads and downloads").
final class Uploads {

  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
  private static final Pattern PART_TYPE = Pattern.compile("(?im)^content-type: *(.+?)\\s*$");
  private static final String ANY_TYPE = "application/octet-stream";

  private Uploads() {}

  /// The content alone; its name is in the query.
  static Upload media(Request request) {
    return new Upload(
        queriedName(request).orElseThrow(() -> StorageFault.required("Required parameter: name")),
        request.headers().getOrDefault("content-type", ANY_TYPE),
        Map.of(),
        request.body());
  }

  /// Metadata and content, as two parts of `multipart/related`.
  static Upload multipart(Request request) {
    Matcher boundary = BOUNDARY.matcher(request.headers().getOrDefault("content-type", ""));
    if (!boundary.find()) {
      throw StorageFault.invalid("Content-Type of a multipart upload must name its boundary");
    }
    // one byte is one character, so that positions in the text are positions in the bytes
    String text = request.body().toString(StandardCharsets.ISO_8859_1);
    List<Part> parts = new ArrayList<>();
    String delimiter = "--" + boundary.group(1);
    int start = text.indexOf(delimiter);
    while (start >= 0) {
      int next = text.indexOf("\r\n" + delimiter, start);
      if (next < 0) {
        break;
      }
      parts.add(Part.of(text.substring(start + delimiter.length() + 2, next)));
      start = next + 2;
    }
    if (parts.size() != 2) {
      throw StorageFault.invalid("Multipart upload must have two parts, not " + parts.size());
    }
    return described(
        request,
        parts.get(0).content().toStringUtf8(),
        parts.get(1).type(),
        parts.get(1).content());
  }

  /// Metadata alone; the content comes later.
  static Upload described(Request request, String json, Optional<String> type, ByteString content) {
    Fields sent =
        Fields.of(json).only("name", "bucket", "contentType", "metadata", "md5Hash", "crc32c");
    Upload upload =
        new Upload(
            sent.text("name")
                .or(() -> queriedName(request))
                .orElseThrow(() -> StorageFault.required("Required parameter: name")),
            sent.text("contentType").or(() -> type).orElse(ANY_TYPE),
            sent.map("metadata"),
            content);
    if (sent.has("md5Hash") || sent.has("crc32c")) {
      throw StorageFault.invalid("Checksums of uploads are not known here");
    }
    return upload;
  }

  private static Optional<String> queriedName(Request request) {
    return Optional.ofNullable(request.query().get("name")).filter(name -> !name.isEmpty());
  }

  private record Part(Optional<String> type, ByteString content) {

    static Part of(String text) {
      int end = text.indexOf("\r\n\r\n");
      if (end < 0) {
        throw StorageFault.invalid("A part of the multipart upload has no end of its headers");
      }
      Matcher type = PART_TYPE.matcher(text.substring(0, end));
      return new Part(
          type.find() ? Optional.of(type.group(1)) : Optional.empty(),
          ByteString.copyFrom(text.substring(end + 4), StandardCharsets.ISO_8859_1));
    }
  }
}
