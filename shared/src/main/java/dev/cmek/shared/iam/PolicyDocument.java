package dev.cmek.shared.iam;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A policy of AWS IAM: of an identity, of a key, a role's trust or a permissions boundary.
///
/// @param version `2012-10-17`, or `2008-10-17`, in which `${…}` is no variable
/// @param id a name, which means nothing
/// @param statements in the order of the document; the order means nothing
public record PolicyDocument(String version, @Nullable String id, List<Statement> statements) {

  /// The language as it is today.
  public static final String VERSION = "2012-10-17";

  /// The language of a document that names no version.
  static final String OLD_VERSION = "2008-10-17";

  public PolicyDocument {
    statements = List.copyOf(statements);
  }

  /// A policy of these statements.
  public static PolicyDocument of(Statement... statements) {
    return of(List.of(statements));
  }

  /// A policy of these statements.
  public static PolicyDocument of(List<Statement> statements) {
    return new PolicyDocument(VERSION, null, statements);
  }

  /// Parses a stored policy. AWS stores only what is well-formed, so whatever is not known here is
  /// refused rather than skipped: a member that was not understood could change the meaning.
  ///
  /// @throws IllegalArgumentException if it is no policy; the message names the place
  public static PolicyDocument parse(String json) {
    return PolicyJson.parse(json);
  }

  /// Like [#parse], of JSON already read.
  @JsonCreator
  public static PolicyDocument of(JsonNode tree) {
    return PolicyJson.document(tree);
  }

  /// Compact, members always in the same order, a list of one as plain text. [#parse] gives an
  /// equal document back.
  public String json() {
    return tree().toString();
  }

  @JsonValue
  JsonNode tree() {
    return PolicyJson.tree(this);
  }

  /// This statement after those that are there.
  public PolicyDocument with(Statement statement) {
    List<Statement> more = new ArrayList<>(statements);
    more.add(statement);
    return new PolicyDocument(version, id, more);
  }

  /// Says the same, whatever the order, the names of statements, text or list of one, upper or
  /// lower case of actions, and an account as number or as root ARN.
  public boolean means(PolicyDocument other) {
    return meaning().equals(other.meaning());
  }

  private Set<Object> meaning() {
    Set<Object> meaning = new HashSet<>();
    statements.forEach(s -> meaning.add(StatementMeaning.of(s)));
    if (!version.equals(VERSION) && json().contains("${")) {
      meaning.add(version);
    }
    return meaning;
  }

  @Override
  public String toString() {
    return json();
  }
}
