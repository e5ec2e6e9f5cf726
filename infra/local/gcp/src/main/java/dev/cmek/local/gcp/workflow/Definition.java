package dev.cmek.local.gcp.workflow;

import dev.cmek.local.gcp.workflow.Statement.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A definition that was read and found good.
///
/// @param subworkflows by name, `main` among them
record Definition(Map<String, Subworkflow> subworkflows) {

  /// Where an execution begins.
  static final String MAIN = "main";

  /// A subworkflow, or `main`.
  record Subworkflow(String name, int line, List<Parameter> params, List<Step> steps) {}

  /// A parameter; without a fallback it must be given.
  record Parameter(String name, Optional<Template> fallback) {}

  Subworkflow main() {
    return require(MAIN);
  }

  Subworkflow require(String name) {
    Subworkflow found = subworkflows.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no subworkflow " + name);
    }
    return found;
  }
}
