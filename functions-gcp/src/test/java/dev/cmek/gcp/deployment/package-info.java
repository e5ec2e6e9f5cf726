/// That `infra/gcp` deploys these functions, and gives each no more than it needs.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.deployment;

import org.jspecify.annotations.NullMarked;
