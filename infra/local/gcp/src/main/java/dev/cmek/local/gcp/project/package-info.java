/// What there is before anything is allowed: projects and their service accounts.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.project;

import org.jspecify.annotations.NullMarked;
