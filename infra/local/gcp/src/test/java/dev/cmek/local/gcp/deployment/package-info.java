/// Tests of the deployment.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.deployment;

import org.jspecify.annotations.NullMarked;
