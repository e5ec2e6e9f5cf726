/// The function that tells people what looks at clusters brought.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.alert;

import org.jspecify.annotations.NullMarked;
