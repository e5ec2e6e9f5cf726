/// Verification on Google Cloud: the facts about a service account and the keys that it uses, and
/// the checks that judge them. Knows no SDK: whoever gathers the facts does.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.verify.gcp;

import org.jspecify.annotations.NullMarked;
