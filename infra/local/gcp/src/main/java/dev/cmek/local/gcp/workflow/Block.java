package dev.cmek.local.gcp.workflow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// A map of the definition whose members are taken one by one; what nobody took is refused.
final class Block {

  private final String what;
  private final int line;
  private final Map<String, Node> left = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();

  /// @param what for messages, such as `a step`
  Block(String what, Node node) {
    this.what = what;
    this.line = line(node);
    if (!(node instanceof MappingNode map)) {
      throw new InvalidDefinition(line, what + " must be a map");
    }
    for (NodeTuple member : map.getValue()) {
      if (!(member.getKeyNode() instanceof ScalarNode key)) {
        throw new InvalidDefinition(line(member.getKeyNode()), "a map's keys must be strings");
      }
      if (left.put(key.getValue(), member.getValueNode()) != null) {
        throw new InvalidDefinition(line(key), key.getValue() + " is there twice");
      }
      lines.put(key.getValue(), line(key));
    }
  }

  /// Counted from 1.
  static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  int line() {
    return line;
  }

  /// Where a member's name stands.
  int line(String member) {
    return Optional.ofNullable(lines.get(member)).orElse(line);
  }

  Optional<Node> take(String member) {
    return Optional.ofNullable(left.remove(member));
  }

  Node require(String member) {
    return take(member).orElseThrow(() -> new InvalidDefinition(line, what + " lacks " + member));
  }

  /// All members that are left.
  Map<String, Node> takeAll() {
    Map<String, Node> all = new LinkedHashMap<>(left);
    left.clear();
    return all;
  }

  /// Refuses what nobody took.
  void end() {
    left.keySet().stream()
        .findFirst()
        .ifPresent(member -> {
          throw new InvalidDefinition(
              line(member), what + " has " + member + ", which is not known here");
        });
  }
}
