package dev.cmek.local.gcp.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A page of what is in a bucket: objects, and in place of all that have a delimiter behind the
/// prefix the part of their names up to it.
final class Listing {

  private static final int LARGEST_PAGE = 1000;

  private Listing() {}

  /// The page that a query asks for. Its token is the place of the last entry before it, so that
  /// what is written meanwhile neither hides nor repeats others.
  static ObjectNode of(Bucket bucket, Map<String, String> query) {
    String after = Optional.ofNullable(query.get("pageToken")).map(Listing::place).orElse("");
    SortedMap<String, Optional<StoredObject>> left = entries(bucket, query).tailMap(after + "\0");
    int size = size(query);
    ObjectNode page = JsonNodeFactory.instance.objectNode().put("kind", "storage#objects");
    String last = after;
    for (Entry<String, Optional<StoredObject>> entry : left.entrySet()) {
      if (size == 0) {
        page.put("nextPageToken", token(last));
        return page;
      }
      size--;
      last = entry.getKey();
      entry
          .getValue()
          .ifPresentOrElse(
              object -> page.withArray("/items").add(object.json()),
              () -> page.withArray("/prefixes").add(entry.getKey()));
    }
    return page;
  }

  /// By place; without an object it is the common prefix of several.
  private static SortedMap<String, Optional<StoredObject>> entries(
      Bucket bucket, Map<String, String> query) {
    String prefix = query.getOrDefault("prefix", "");
    String delimiter = query.getOrDefault("delimiter", "");
    SortedMap<String, Optional<StoredObject>> entries = new TreeMap<>();
    for (StoredObject object : bucket.list(prefix, Boolean.parseBoolean(query.get("versions")))) {
      int end = delimiter.isEmpty() ? -1 : object.name().indexOf(delimiter, prefix.length());
      if (end >= 0) {
        entries.put(object.name().substring(0, end + delimiter.length()), Optional.empty());
      } else {
        // the generations of microseconds have as many digits for the next centuries
        entries.put(object.name() + "\0" + object.generation(), Optional.of(object));
      }
    }
    return entries;
  }

  private static int size(Map<String, String> query) {
    try {
      int wanted = Integer.parseInt(query.getOrDefault("maxResults", "" + LARGEST_PAGE));
      if (wanted > 0) {
        return Math.min(wanted, LARGEST_PAGE);
      }
    } catch (NumberFormatException e) {
      // refused below, as a number below one is
    }
    throw StorageFault.invalid("Invalid value for maxResults: " + query.get("maxResults"));
  }

  private static String token(String place) {
    return Base64.getUrlEncoder().encodeToString(place.getBytes(StandardCharsets.UTF_8));
  }

  private static String place(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw StorageFault.invalid("Invalid pageToken: " + token);
    }
  }
}
