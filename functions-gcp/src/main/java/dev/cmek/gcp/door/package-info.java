/// The onboarding topic, its dead letters, the HTTP door, and the start of the workflows.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.door;

import org.jspecify.annotations.NullMarked;
