package dev.cmek.gcp.deployment;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A block of a Terraform file, such as `resource "google_pubsub_topic" "this" { … }`.
///
/// @param type such as `resource`
/// @param labels without their quotes, such as `google_pubsub_topic` and `this`
/// @param attributes by name, each with its expression as it is written
record Block(String type, List<String> labels, Map<String, String> attributes, List<Block> blocks) {

  Block {
    labels = List.copyOf(labels);
    attributes = Map.copyOf(attributes);
    blocks = List.copyOf(blocks);
  }

  /// The blocks of a type right in this one.
  List<Block> blocks(String wanted) {
    return blocks.stream().filter(block -> block.type.equals(wanted)).toList();
  }

  /// Every expression in it, however deep.
  Stream<String> expressions() {
    return Stream.concat(attributes.values().stream(), blocks.stream().flatMap(Block::expressions));
  }
}
