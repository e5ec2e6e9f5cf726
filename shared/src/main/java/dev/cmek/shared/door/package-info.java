/// Where requests come in: each starts a run, or is refused with the field named.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.door;

import org.jspecify.annotations.NullMarked;
