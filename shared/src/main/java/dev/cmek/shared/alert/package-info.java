/// Which findings people are told of, when, and in what words.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.alert;

import org.jspecify.annotations.NullMarked;
