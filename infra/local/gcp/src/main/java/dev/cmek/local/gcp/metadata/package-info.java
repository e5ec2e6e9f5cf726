/// The metadata server, from which a function gets tokens of its own service account.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.metadata;

import org.jspecify.annotations.NullMarked;
