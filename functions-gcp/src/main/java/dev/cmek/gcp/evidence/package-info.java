/// The function that records how a run ended.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.evidence;

import org.jspecify.annotations.NullMarked;
