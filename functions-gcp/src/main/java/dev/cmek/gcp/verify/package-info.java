/// What is true in Google Cloud, gathered for verification.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.verify;

import org.jspecify.annotations.NullMarked;
