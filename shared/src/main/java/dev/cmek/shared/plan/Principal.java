package dev.cmek.shared.plan;

import java.time.Instant;

/// The role or service account that the vendor acts as.
///
/// @param id AWS: the role's ARN; GCP: the service account's email
public record Principal(String id, String name, Instant createdAt) {}
