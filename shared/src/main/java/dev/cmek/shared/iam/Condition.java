package dev.cmek.shared.iam;

import java.util.List;

/// One test of a statement's `Condition`; a statement applies only if all of its tests hold.
///
/// @param operator such as `StringEquals` or `ForAnyValue:ArnLikeIfExists`
/// @param key such as `sts:ExternalId`; upper and lower case count alike
/// @param values one of them must match; none of them if the operator is negated
public record Condition(String operator, String key, List<String> values) {

  public Condition {
    values = List.copyOf(values);
  }

  @Override
  public String toString() {
    return operator + " " + key + " " + values;
  }
}
