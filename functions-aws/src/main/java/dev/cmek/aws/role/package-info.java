/// The IAM role that CockroachDB Cloud assumes.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.aws.role;

import org.jspecify.annotations.NullMarked;
