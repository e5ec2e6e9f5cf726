package dev.cmek.local.gcp.iam;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Judges the conditions of bindings: comparisons of `request.time` with a `timestamp("…")` and of
/// `resource.name` with a text, joined by `&&`. Any other condition grants nothing here.
final class Conditions {

  private static final Pattern TIME =
      Pattern.compile("request\\.time\\s*(<=|>=|<|>)\\s*timestamp\\([\"']([^\"']+)[\"']\\)");
  private static final Pattern NAME =
      Pattern.compile("resource\\.name\\s*==\\s*[\"']([^\"']+)[\"']");
  private static final Pattern PREFIX =
      Pattern.compile("resource\\.name\\.startsWith\\([\"']([^\"']+)[\"']\\)");

  private Conditions() {}

  static boolean hold(String expression, String resource, Instant now) {
    for (String term : expression.split("&&", -1)) {
      if (!holds(term.strip(), resource, now)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(String term, String resource, Instant now) {
    Matcher time = TIME.matcher(term);
    if (time.matches()) {
      return holds(time.group(1), now, time.group(2));
    }
    Matcher name = NAME.matcher(term);
    if (name.matches()) {
      return resource.equals(name.group(1));
    }
    Matcher prefix = PREFIX.matcher(term);
    return prefix.matches() && resource.startsWith(prefix.group(1));
  }

  private static boolean holds(String operator, Instant now, String timestamp) {
    Instant bound;
    try {
      bound = Instant.parse(timestamp);
    } catch (DateTimeParseException e) {
      return false;
    }
    return switch (operator) {
      case "<" -> now.isBefore(bound);
      case "<=" -> !now.isAfter(bound);
      case ">" -> now.isAfter(bound);
      default -> !now.isBefore(bound);
    };
  }
}
