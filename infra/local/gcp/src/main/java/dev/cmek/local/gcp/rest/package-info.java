/// The one HTTP port behind which all services answer in JSON, as `*.googleapis.com` do.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.rest;

import org.jspecify.annotations.NullMarked;
