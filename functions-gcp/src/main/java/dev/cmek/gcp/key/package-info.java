/// The keys in Cloud KMS.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.key;

import org.jspecify.annotations.NullMarked;
