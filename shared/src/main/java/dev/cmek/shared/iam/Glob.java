package dev.cmek.shared.iam;

import java.util.List;

/// The wildcards of policies: `*` is any text, also none; `?` is one character.
final class Glob {

  /// Stand in a pattern for the characters themselves, which `${*}` and `${?}` mean.
  static final char LITERAL_STAR = '\uE000';

  static final char LITERAL_QUESTION = '\uE001';

  private Glob() {}

  /// Takes no time that grows faster than the product of both lengths.
  static boolean matches(String pattern, String text) {
    return matches(pattern, text, false);
  }

  /// Upper and lower case count alike, as in actions.
  static boolean matchesIgnoreCase(String pattern, String text) {
    return matches(pattern, text, true);
  }

  private static boolean matches(String pattern, String text, boolean ignoreCase) {
    int p = 0;
    int t = 0;
    int star = -1;
    int retry = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        retry = t;
      } else if (p < pattern.length()
          && matchesOne(pattern.charAt(p), text.charAt(t), ignoreCase)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static boolean matchesOne(char pattern, char c, boolean ignoreCase) {
    return switch (pattern) {
      case '?' -> true;
      case LITERAL_STAR -> c == '*';
      case LITERAL_QUESTION -> c == '?';
      default ->
          pattern == c
              || (ignoreCase && Character.toLowerCase(pattern) == Character.toLowerCase(c));
    };
  }

  /// Each of the six parts matches by itself: how conditions compare ARNs, while the resource of a
  /// statement is compared as a whole.
  static boolean matchesArn(String pattern, String arn) {
    List<String> patterns = List.of(pattern.split(":", 6));
    List<String> parts = List.of(arn.split(":", 6));
    if (patterns.size() != 6 || parts.size() != 6) {
      return matches(pattern, arn) && patterns.size() <= 1;
    }
    for (int i = 0; i < 6; i++) {
      if (!matches(patterns.get(i), parts.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// The text that a pattern means where wildcards are not known.
  static String literal(String pattern) {
    return pattern.replace(LITERAL_STAR, '*').replace(LITERAL_QUESTION, '?');
  }

  static String escape(String text) {
    return text.replace('*', LITERAL_STAR).replace('?', LITERAL_QUESTION);
  }
}
