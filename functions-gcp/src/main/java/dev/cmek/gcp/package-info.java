/// What all functions on Google Cloud have in common.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp;

import org.jspecify.annotations.NullMarked;
