package dev.cmek.shared.iam;

import java.util.List;

/// Actions or resources of a statement, with the wildcards `*` and `?`.
///
/// @param negated written as `NotAction` or `NotResource`: all but these
/// @param values as written, such as `kms:GenerateDataKey*`
public record Patterns(boolean negated, List<String> values) {

  public Patterns {
    values = List.copyOf(values);
  }
}
