package dev.cmek.shared.alert;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What differs between the facts of two looks, in lines for a person, such as `roles › cmek-f78b…
/// › policies › cmek › Statement CockroachDBCloudCmek › Action: removed kms:Decrypt`.
///
/// The order of texts in a list means nothing, nor whether a single one stands in a list.
/// Statements are told apart by their `Sid`, where they have one. What could not be read in one of
/// the looks (`{"unread":…}`) is no difference.
public final class Differences {

  private static final int LONGEST_VALUE = 300;
  private static final String INTO = " > ";

  private Differences() {}

  /// From the one to the other; empty if there is nothing to tell.
  public static List<String> between(JsonNode before, JsonNode after) {
    List<String> lines = new ArrayList<>();
    compare("", before, after, lines);
    return List.copyOf(lines);
  }

  private static void compare(String path, JsonNode before, JsonNode after, List<String> lines) {
    if (before.equals(after) || isUnread(before) || isUnread(after)) {
      return;
    }
    if (before.isObject() && after.isObject()) {
      members(path, before, after, lines);
    } else if (texts(before).isPresent() && texts(after).isPresent()) {
      texts(path, before, after, lines);
    } else if (before.isArray() && after.isArray()) {
      elements(path, before, after, lines);
    } else {
      lines.add(path + ": " + shown(before) + " -> " + shown(after));
    }
  }

  private static boolean isUnread(JsonNode node) {
    return node.isObject() && node.size() == 1 && node.has("unread");
  }

  private static void members(String path, JsonNode before, JsonNode after, List<String> lines) {
    Set<String> names = new TreeSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      pair(join(path, name), before.get(name), after.get(name), lines);
    }
  }

  private static void pair(
      String path, @Nullable JsonNode before, @Nullable JsonNode after, List<String> lines) {
    if (before != null && after != null) {
      compare(path, before, after, lines);
    } else if (before != null && !isUnread(before)) {
      lines.add(path + ": removed " + shown(before));
    } else if (after != null && !isUnread(after)) {
      lines.add(path + ": added " + shown(after));
    }
  }

  /// A text, or a list of nothing but texts.
  private static Optional<Set<String>> texts(JsonNode node) {
    if (node.isTextual()) {
      return Optional.of(Set.of(node.asText()));
    }
    if (!node.isArray()) {
      return Optional.empty();
    }
    Set<String> texts = new TreeSet<>();
    for (JsonNode element : node) {
      if (!element.isTextual()) {
        return Optional.empty();
      }
      texts.add(element.asText());
    }
    return Optional.of(texts);
  }

  private static void texts(String path, JsonNode before, JsonNode after, List<String> lines) {
    if (before.isTextual() && after.isTextual()) {
      lines.add(path + ": " + shown(before) + " -> " + shown(after));
      return;
    }
    Set<String> removed = new TreeSet<>(texts(before).orElseThrow());
    Set<String> added = new TreeSet<>(texts(after).orElseThrow());
    Set<String> both = new TreeSet<>(removed);
    both.retainAll(added);
    removed.removeAll(both);
    added.removeAll(both);
    if (!removed.isEmpty()) {
      lines.add(path + ": removed " + shortened(String.join(", ", removed)));
    }
    if (!added.isEmpty()) {
      lines.add(path + ": added " + shortened(String.join(", ", added)));
    }
  }

  /// Those with a name of their own by it, then the others by their content.
  private static void elements(String path, JsonNode before, JsonNode after, List<String> lines) {
    Set<String> ambiguous = ambiguous(before);
    ambiguous.addAll(ambiguous(after));
    Map<String, JsonNode> namedBefore = named(before, ambiguous);
    Map<String, JsonNode> namedAfter = named(after, ambiguous);
    Set<String> names = new TreeSet<>(namedBefore.keySet());
    names.addAll(namedAfter.keySet());
    for (String name : names) {
      pair(path + " " + name, namedBefore.get(name), namedAfter.get(name), lines);
    }
    List<JsonNode> removed = unnamed(before, namedBefore);
    List<JsonNode> added = unnamed(after, namedAfter);
    for (Iterator<JsonNode> i = removed.iterator(); i.hasNext(); ) {
      if (added.remove(i.next())) {
        i.remove();
      }
    }
    if (removed.size() == 1 && added.size() == 1) {
      compare(path, removed.getFirst(), added.getFirst(), lines);
      return;
    }
    removed.forEach(node -> lines.add(path + ": removed " + shown(node)));
    added.forEach(node -> lines.add(path + ": added " + shown(node)));
  }

  private static Set<String> ambiguous(JsonNode array) {
    Set<String> seen = new TreeSet<>();
    Set<String> ambiguous = new TreeSet<>();
    for (JsonNode element : array) {
      String sid = element.path("Sid").asText();
      if (!seen.add(sid)) {
        ambiguous.add(sid);
      }
    }
    return ambiguous;
  }

  /// Elements by their `Sid`, as far as it is theirs alone.
  private static Map<String, JsonNode> named(JsonNode array, Set<String> ambiguous) {
    Map<String, JsonNode> named = new TreeMap<>();
    for (JsonNode element : array) {
      String sid = element.path("Sid").asText();
      if (!sid.isEmpty() && !ambiguous.contains(sid)) {
        named.put(sid, element);
      }
    }
    return named;
  }

  private static List<JsonNode> unnamed(JsonNode array, Map<String, JsonNode> named) {
    List<JsonNode> rest = new ArrayList<>();
    for (JsonNode element : array) {
      if (!named.containsKey(element.path("Sid").asText())) {
        rest.add(element);
      }
    }
    return rest;
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + INTO + name;
  }

  private static String shown(JsonNode node) {
    return shortened(node.isValueNode() ? node.asText() : node.toString());
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
  }
}
