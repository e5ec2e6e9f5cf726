/// What each function is put together from: settings, clients, adapters.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.aws.wiring;

import org.jspecify.annotations.NullMarked;
