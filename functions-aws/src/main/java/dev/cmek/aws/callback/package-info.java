/// The queue of callbacks and the function that delivers them.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.aws.callback;

import org.jspecify.annotations.NullMarked;
