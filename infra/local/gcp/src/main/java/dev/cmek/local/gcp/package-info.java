/// A Google Cloud on this machine, as far as the functions and their tests call it.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp;

import org.jspecify.annotations.NullMarked;
