package dev.cmek.shared.iam;

import java.util.List;
import java.util.Optional;

/// The variables of a policy, such as `${aws:PrincipalTag/team}`, put in from the context.
final class Variables {

  private Variables() {}

  /// The text with its variables put in, as a pattern in which only the policy's own wildcards are
  /// wildcards; absent if a variable is not known.
  static Optional<String> resolve(String text, String version, Context context) {
    if (!text.contains("${") || !version.equals(PolicyDocument.VERSION)) {
      return Optional.of(text);
    }
    StringBuilder resolved = new StringBuilder();
    int at = 0;
    while (true) {
      int begin = text.indexOf("${", at);
      int end = begin < 0 ? -1 : text.indexOf('}', begin);
      if (end < 0) {
        return Optional.of(resolved.append(text, at, text.length()).toString());
      }
      Optional<String> value = value(text.substring(begin + 2, end), context);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      resolved.append(text, at, begin).append(Glob.escape(value.get()));
      at = end + 1;
    }
  }

  private static Optional<String> value(String variable, Context context) {
    if (variable.equals("*") || variable.equals("?") || variable.equals("$")) {
      return Optional.of(variable);
    }
    int comma = variable.indexOf(',');
    String key = comma < 0 ? variable : variable.substring(0, comma);
    List<String> values = context.find(key.strip()).orElse(List.of());
    if (values.size() == 1) {
      return Optional.of(values.getFirst());
    }
    boolean knownToBeAbsent = context.find(key.strip()).isPresent() && values.isEmpty();
    if (comma >= 0 && knownToBeAbsent) {
      String fallback = variable.substring(comma + 1).strip();
      return Optional.of(fallback.substring(1, fallback.length() - 1));
    }
    return Optional.empty();
  }
}
