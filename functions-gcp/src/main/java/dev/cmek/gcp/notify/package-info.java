/// The topic of announcements, and the functions that tell how a run ended.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.notify;

import org.jspecify.annotations.NullMarked;
