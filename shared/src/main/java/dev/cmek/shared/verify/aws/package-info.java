/// Verification on AWS: the facts about a role and its keys, and the checks that judge them. Knows
/// no SDK: whoever gathers the facts does.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.verify.aws;

import org.jspecify.annotations.NullMarked;
