/// Deploys the Google Cloud half on one machine, from the files that Terraform deploys it from.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.run.gcp;

import org.jspecify.annotations.NullMarked;
