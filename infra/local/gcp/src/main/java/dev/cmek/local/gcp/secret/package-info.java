/// Secret Manager: secrets and their versions.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.secret;

import org.jspecify.annotations.NullMarked;
