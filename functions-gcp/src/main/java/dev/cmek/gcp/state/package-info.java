/// The state bucket and the function that begins a run.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.state;

import org.jspecify.annotations.NullMarked;
