/// Messages of Pub/Sub: published, and as a subscription pushes them.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.message;

import org.jspecify.annotations.NullMarked;
