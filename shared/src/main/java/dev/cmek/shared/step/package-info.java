/// What a step is, how it ends, and what it changes: the frame of every function on every cloud.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.step;

import org.jspecify.annotations.NullMarked;
