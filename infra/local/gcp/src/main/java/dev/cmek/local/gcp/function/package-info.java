/// The functions: a process each, behind a port that checks who may call.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.function;

import org.jspecify.annotations.NullMarked;
