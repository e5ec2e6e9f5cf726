package dev.cmek.simulator.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A policy of any kind (trust, identity, boundary, key) as its statements.
///
/// A document or statement that can't be read grants and denies nothing: the cloud would not have
/// stored it, or stores it without effect.
record PolicyDocument(List<Statement> statements) {
  private static final ObjectMapper JSON = new ObjectMapper();

  PolicyDocument {
    statements = List.copyOf(statements);
  }

  static PolicyDocument parse(String json) {
    try {
      return new PolicyDocument(
          elements(JSON.readTree(json).path("Statement")).map(Statement::of).toList());
    } catch (JsonProcessingException _) {
      return new PolicyDocument(List.of());
    }
  }

  Stream<Statement> allowing() {
    return statements.stream().filter(statement -> statement.effect().equals("Allow"));
  }

  Stream<Statement> denying() {
    return statements.stream().filter(statement -> statement.effect().equals("Deny"));
  }

  /// A string or a list of strings, as policies write either.
  static List<String> strings(JsonNode node) {
    return elements(node).map(JsonNode::asText).toList();
  }

  private static Stream<JsonNode> elements(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Stream.empty();
    }
    if (!node.isArray()) {
      return Stream.of(node);
    }
    List<JsonNode> all = new ArrayList<>();
    node.forEach(all::add);
    return all.stream();
  }
}
