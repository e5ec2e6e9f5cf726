/// The KMS keys and their replicas.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.aws.key;

import org.jspecify.annotations.NullMarked;
