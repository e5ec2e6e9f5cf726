/// Cloud KMS: key rings, keys, versions and their use.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.kms;

import org.jspecify.annotations.NullMarked;
