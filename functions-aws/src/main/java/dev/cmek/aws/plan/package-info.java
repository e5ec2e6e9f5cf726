/// How the objects in AWS are called and marked as ours.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.aws.plan;

import org.jspecify.annotations.NullMarked;
