/// Values that must not be seen, and where they come from.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.secret;

import org.jspecify.annotations.NullMarked;
