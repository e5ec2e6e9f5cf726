package dev.cmek.gcp.deployment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the structure of a Terraform file: blocks and attributes. Expressions are kept as they are
/// written, and looked at only as far as it takes to find their end ("Syntax", Terraform language).
final class TerraformReader {

  private final String name;
  private final String text;
  private int at;

  private TerraformReader(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /// The whole file, as the body of a block without a type.
  ///
  /// @param name for messages, such as `main.tf`
  /// @throws IllegalArgumentException if it is none, with name and line
  static Block read(String name, String text) {
    TerraformReader reader = new TerraformReader(name, text);
    Block file = reader.body("", List.of());
    if (reader.at < text.length()) {
      throw reader.unexpected("a block or an attribute");
    }
    return file;
  }

  private Block body(String type, List<String> labels) {
    Map<String, String> attributes = new LinkedHashMap<>();
    List<Block> blocks = new ArrayList<>();
    skipBlanks(true);
    while (at < text.length() && text.charAt(at) != '}') {
      String word = word();
      skipBlanks(false);
      if (next("=")) {
        if (attributes.put(word, expression()) != null) {
          throw unexpected("another attribute than a second " + word);
        }
      } else {
        blocks.add(block(word));
      }
      skipBlanks(true);
    }
    return new Block(type, labels, attributes, blocks);
  }

  private Block block(String type) {
    List<String> labels = new ArrayList<>();
    while (!next("{")) {
      int from = at;
      if (at < text.length() && text.charAt(at) == '"') {
        string();
        labels.add(text.substring(from + 1, at - 1));
      } else {
        labels.add(word());
      }
      skipBlanks(false);
    }
    Block block = body(type, labels);
    if (!next("}")) {
      throw unexpected("the } of block " + type);
    }
    return block;
  }

  /// Up to the end of its line, or of the block that it stands in, whatever is open closed.
  private String expression() {
    skipBlanks(false);
    int from = at;
    Deque<Character> open = new ArrayDeque<>();
    while (at < text.length()) {
      char character = text.charAt(at);
      if (open.isEmpty() && (character == '\n' || character == '}' || character == '#')) {
        break;
      }
      if (character == '"') {
        string();
      } else if (text.startsWith("<<", at)) {
        heredoc();
      } else if (character == '#') {
        skipLine();
      } else {
        bracket(character, open);
        at++;
      }
    }
    String expression = text.substring(from, at).strip();
    if (expression.isEmpty() || !open.isEmpty()) {
      throw unexpected("an expression, with its brackets closed");
    }
    return expression;
  }

  private void bracket(char character, Deque<Character> open) {
    switch (character) {
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '{' -> open.push('}');
      case ')', ']', '}' -> {
        if (open.isEmpty() || open.pop() != character) {
          throw unexpected("another bracket");
        }
      }
      default -> {}
    }
  }

  /// A quoted text with what is in it: `${…}` may hold quoted texts again.
  private void string() {
    at++;
    int depth = 0;
    while (at < text.length()) {
      char character = text.charAt(at);
      if (depth == 0 && character == '\\') {
        at += 2;
      } else if (text.startsWith("$${", at)) {
        at += 3;
      } else if (text.startsWith("${", at) || (depth > 0 && character == '{')) {
        at += character == '{' ? 1 : 2;
        depth++;
      } else if (depth > 0 && character == '"') {
        string();
      } else if (character == '"') {
        at++;
        return;
      } else if (character == '\n') {
        throw unexpected("the end of a quoted text");
      } else {
        depth -= depth > 0 && character == '}' ? 1 : 0;
        at++;
      }
    }
    throw unexpected("the end of a quoted text");
  }

  private void heredoc() {
    at += text.startsWith("<<-", at) ? 3 : 2;
    String end = word();
    int line = text.indexOf('\n', at);
    while (line >= 0) {
      int next = text.indexOf('\n', line + 1);
      String content = text.substring(line + 1, next < 0 ? text.length() : next);
      if (content.strip().equals(end)) {
        at = line + 1 + content.length();
        return;
      }
      line = next;
    }
    throw unexpected("the line " + end);
  }

  private String word() {
    int from = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    if (from == at) {
      throw unexpected("a name");
    }
    return text.substring(from, at);
  }

  private static boolean isWord(char character) {
    return Character.isLetterOrDigit(character) || character == '_' || character == '-';
  }

  private boolean next(String wanted) {
    if (!text.startsWith(wanted, at)) {
      return false;
    }
    at += wanted.length();
    return true;
  }

  private void skipBlanks(boolean lines) {
    while (at < text.length()) {
      char character = text.charAt(at);
      if (character == '#' && lines) {
        skipLine();
      } else if (character == ' ' || (character == '\n' && lines)) {
        at++;
      } else {
        return;
      }
    }
  }

  private void skipLine() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private IllegalArgumentException unexpected(String wanted) {
    long line = text.chars().limit(at).filter(character -> character == '\n').count() + 1;
    return new IllegalArgumentException(name + ", line " + line + ": expected " + wanted);
  }
}
