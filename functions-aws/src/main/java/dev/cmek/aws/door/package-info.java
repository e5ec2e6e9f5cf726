/// The onboarding queue, its dead letters, and the start of the workflow.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.aws.door;

import org.jspecify.annotations.NullMarked;
