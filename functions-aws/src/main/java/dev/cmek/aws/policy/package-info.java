/// Who may use the keys: the role's inline policy and each key's policy.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.aws.policy;

import org.jspecify.annotations.NullMarked;
