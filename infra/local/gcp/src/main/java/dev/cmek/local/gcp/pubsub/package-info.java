/// Pub/Sub: topics, subscriptions, and the push delivery of messages.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.pubsub;

import org.jspecify.annotations.NullMarked;
