/// Tests against Google's own clients.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.rest;

import org.jspecify.annotations.NullMarked;
