package dev.cmek.shared.cluster;

/// The customer's organization in CockroachDB Cloud.
///
/// @param id a UUID; **the AWS external id**
public record Organization(String id, String name) {}
