package dev.cmek.shared.plan;

import java.time.Instant;

/// The grants that stand.
///
/// @param checkedAt when they were last read and found right
/// @param grantedAt when something was last granted, by this run or an earlier one
public record Access(Instant checkedAt, Instant grantedAt) {}
