package dev.cmek.shared.verify;

import java.util.ArrayList;
import java.util.List;

/// What a shell makes of a printed command.
public final class ShellWords {

  private ShellWords() {}

  /// The words of a line, as a POSIX shell tells them apart.
  public static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == ' ') {
        if (inWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
      } else if (c == '\'') {
        int end = line.indexOf('\'', i + 1);
        word.append(line, i + 1, end);
        inWord = true;
        i = end;
      } else if (c == '\\') {
        word.append(line.charAt(++i));
        inWord = true;
      } else if ("\"$`*?[]{}();<>|#~!\n".indexOf(c) >= 0) {
        throw new AssertionError("the shell would take " + c + " for its own in: " + line);
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
