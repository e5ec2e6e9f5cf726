package dev.cmek.local.run;

import dev.cmek.shared.iam.Access;
import dev.cmek.shared.iam.Decision;
import dev.cmek.shared.iam.Patterns;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Request;
import dev.cmek.shared.iam.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The role that a function, or the workflow, runs with, as it was rendered from the template.
///
/// @param user of the role, such as `EnsureKey`
/// @param attached ARNs of its managed policies
record DeployedRole(
    String user, String arn, Map<String, PolicyDocument> inline, List<String> attached) {

  /// One action on one resource, as one statement grants it.
  record Right(String user, String sid, String action, String resource, PolicyDocument alone) {

    boolean allows(Request request) {
      return Access.of(alone).decide(request).isAllowed();
    }

    @Override
    public String toString() {
      return user + " " + sid + " " + action + " on " + resource;
    }
  }

  Decision decide(Request request) {
    return Access.of(inline.values().toArray(PolicyDocument[]::new)).decide(request);
  }

  List<Right> rights() {
    List<Right> rights = new ArrayList<>();
    for (PolicyDocument document : inline.values()) {
      for (Statement statement : document.statements()) {
        for (String action : Objects.requireNonNull(statement.actions()).values()) {
          for (String resource : Objects.requireNonNull(statement.resources()).values()) {
            rights.add(right(statement, action, resource));
          }
        }
      }
    }
    return rights;
  }

  private Right right(Statement statement, String action, String resource) {
    Statement alone =
        new Statement(
            statement.sid(),
            statement.effect(),
            null,
            new Patterns(false, List.of(action)),
            new Patterns(false, List.of(resource)),
            statement.conditions());
    return new Right(user, statement.label(), action, resource, PolicyDocument.of(alone));
  }
}
