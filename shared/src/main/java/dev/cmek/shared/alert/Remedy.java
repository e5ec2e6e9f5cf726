package dev.cmek.shared.alert;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A finding's remedy, told apart into words for a person and a command to paste.
///
/// @param words such as `Find out who told the Cloud API so. If it was a mistake:`; empty if the
///   command says it all
/// @param command empty if no command is safe
record Remedy(String words, String command) {

  private static final Pattern COMMAND =
      Pattern.compile("(?:(.*?:)\\s+)??((?:aws|curl|gcloud) .*)", Pattern.DOTALL);

  static Remedy of(String remedy) {
    Matcher matcher = COMMAND.matcher(remedy);
    if (!matcher.matches()) {
      return new Remedy(remedy, "");
    }
    return new Remedy(matcher.group(1) == null ? "" : matcher.group(1), matcher.group(2));
  }

  boolean hasCommand() {
    return !command.isEmpty();
  }
}
