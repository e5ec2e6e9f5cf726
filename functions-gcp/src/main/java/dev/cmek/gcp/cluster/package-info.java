/// Functions that talk to the Cloud API.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.cluster;

import org.jspecify.annotations.NullMarked;
