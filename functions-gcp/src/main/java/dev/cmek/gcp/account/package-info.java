/// The service account that CockroachDB Cloud acts as.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.account;

import org.jspecify.annotations.NullMarked;
