/// Calls to Google Cloud, and what its errors mean.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.call;

import org.jspecify.annotations.NullMarked;
