/// Looking again, on a schedule or because something happened, whether clusters can still use their
/// keys.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.sweep;

import org.jspecify.annotations.NullMarked;
