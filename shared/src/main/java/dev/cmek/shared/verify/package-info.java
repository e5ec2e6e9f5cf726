/// Whether the cluster can use its keys, and nobody else: facts in, findings out.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.verify;

import org.jspecify.annotations.NullMarked;
