/// Runs Google Cloud Workflows definitions, as far as ours use its syntax: see `WORKFLOWS.md`.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.workflow;

import org.jspecify.annotations.NullMarked;
