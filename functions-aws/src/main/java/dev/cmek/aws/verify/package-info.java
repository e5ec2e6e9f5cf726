/// What is true in AWS, gathered for verification.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.aws.verify;

import org.jspecify.annotations.NullMarked;
