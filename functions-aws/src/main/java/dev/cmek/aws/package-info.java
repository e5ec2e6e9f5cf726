/// How a step runs as an AWS Lambda function.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.aws;

import org.jspecify.annotations.NullMarked;
