/// How the objects in Google Cloud are called and marked as ours.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.plan;

import org.jspecify.annotations.NullMarked;
