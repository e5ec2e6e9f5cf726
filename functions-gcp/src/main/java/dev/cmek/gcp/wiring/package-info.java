/// How functions on Google Cloud get what they work with.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.wiring;

import org.jspecify.annotations.NullMarked;
