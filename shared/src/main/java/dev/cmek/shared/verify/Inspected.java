package dev.cmek.shared.verify;

import com.fasterxml.jackson.databind.JsonNode;

/// What an inspection brought.
///
/// @param facts what the report was judged from, for people and for comparing with the facts of
///   another day: policies as found, states, tags, by object; members in alphabetical order,
///   nothing that differs from look to look by itself
public record Inspected(Report report, JsonNode facts) {}
