/// Who is told how a run ended.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.notify;

import org.jspecify.annotations.NullMarked;
