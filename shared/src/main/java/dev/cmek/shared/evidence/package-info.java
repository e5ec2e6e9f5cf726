/// What is kept for auditors.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.evidence;

import org.jspecify.annotations.NullMarked;
