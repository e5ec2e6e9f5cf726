/// Who may use the keys: the allow policy of each.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.gcp.binding;

import org.jspecify.annotations.NullMarked;
