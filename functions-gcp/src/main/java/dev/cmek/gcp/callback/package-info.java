/// The topic of callbacks and the function that delivers them.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.callback;

import org.jspecify.annotations.NullMarked;
