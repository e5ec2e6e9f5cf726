package dev.cmek.shared.evidence;

import dev.cmek.shared.state.RunResult;

/// Why a run ended without doing what was asked.
///
/// @param result [RunResult#REFUSED] or [RunResult#FAILED]
/// @param reason a `Reason`'s name, or the defect's own name, such as `States.Timeout`
/// @param remedy what a person can do
public record Failure(RunResult result, String reason, String message, String remedy) {}
