/// Answers to the tickets that asked: what is sent, where to, and what may not be reached.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.callback;

import org.jspecify.annotations.NullMarked;
