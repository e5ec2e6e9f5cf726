package dev.cmek.shared.iam;

/// A policy and how to speak of it.
///
/// @param name such as `inline policy cmek` or `arn:aws:iam::aws:policy/ReadOnlyAccess`
public record NamedPolicy(String name, PolicyDocument document) {}
