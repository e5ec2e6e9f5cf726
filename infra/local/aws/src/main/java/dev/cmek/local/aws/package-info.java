/// AWS on this machine: LocalStack without containers, Lambda functions as plain processes, and the
/// deployment of SAM templates to it.
@NullMarked
package dev.cmek.local.aws;

import org.jspecify.annotations.NullMarked;
