/// Calling AWS, and what its errors mean.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.aws.call;

import org.jspecify.annotations.NullMarked;
