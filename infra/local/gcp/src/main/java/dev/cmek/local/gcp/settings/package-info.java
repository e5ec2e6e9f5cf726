/// How this cloud behaves: how fast changes spread, what an organization forbids, what goes wrong.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.settings;

import org.jspecify.annotations.NullMarked;
