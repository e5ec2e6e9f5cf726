/// Which principal, keys and replicas a request means for a cluster.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.plan;

import org.jspecify.annotations.NullMarked;
