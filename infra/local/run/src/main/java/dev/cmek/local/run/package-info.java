/// The whole system on one machine: started, shown, tried out, ended.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.run;

import org.jspecify.annotations.NullMarked;
