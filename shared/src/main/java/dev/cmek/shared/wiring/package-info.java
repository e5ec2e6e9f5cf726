/// What functions are put together from on every cloud, and the environment that says how.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.wiring;

import org.jspecify.annotations.NullMarked;
