/// CockroachDB Cloud: its clusters, what it says of their keys, and the API that says it.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.cluster;

import org.jspecify.annotations.NullMarked;
