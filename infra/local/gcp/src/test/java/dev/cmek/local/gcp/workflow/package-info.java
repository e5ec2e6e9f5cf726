/// Tests of the runner, and of the real definitions in it.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.workflow;

import org.jspecify.annotations.NullMarked;
