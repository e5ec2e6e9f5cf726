/// The functions that look at clusters again.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.sweep;

import org.jspecify.annotations.NullMarked;
