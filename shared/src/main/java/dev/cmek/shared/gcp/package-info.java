/// Names, policies and roles of Google Cloud, as far as clusters' keys need them. Knows no SDK.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.gcp;

import org.jspecify.annotations.NullMarked;
