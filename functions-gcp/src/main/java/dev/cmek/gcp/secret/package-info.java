/// Secret Manager.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.secret;

import org.jspecify.annotations.NullMarked;
