/// What this system remembers: intents, runs, leases.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.state;

import org.jspecify.annotations.NullMarked;
