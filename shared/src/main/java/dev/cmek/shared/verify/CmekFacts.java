package dev.cmek.shared.verify;

import dev.cmek.shared.cluster.Cmek;

/// What the Cloud API says, beside what is intended.
public record CmekFacts(Subject subject, Reading<Cmek> cmek) {}
