/// Reading and writing JSON: strict at the doors, lenient between steps.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.json;

import org.jspecify.annotations.NullMarked;
