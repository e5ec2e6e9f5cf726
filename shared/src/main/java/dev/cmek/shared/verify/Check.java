package dev.cmek.shared.verify;

import java.util.ArrayList;
import java.util.List;

/// One judgement over facts: pure, and about one thing.
///
/// @param <F> the facts
@FunctionalInterface
public interface Check<F> {

  /// What is wrong; empty if nothing is, or if it can't be told without a fact that another finding
  /// says is missing.
  List<Finding> check(F facts);

  /// What all of them find.
  static <F> List<Finding> run(List<Check<F>> checks, F facts) {
    List<Finding> findings = new ArrayList<>();
    checks.forEach(check -> findings.addAll(check.check(facts)));
    return findings;
  }
}
