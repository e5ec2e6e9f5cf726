package dev.cmek.shared.cluster;

/// A region of a cluster.
///
/// @param name the cloud's own name, such as `eu-west-1`
public record Region(String name, boolean primary) {}
