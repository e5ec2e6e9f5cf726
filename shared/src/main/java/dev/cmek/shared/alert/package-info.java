/// Which findings people are told of, when, and in what words.
///
/// A look goes in, [dev.cmek.shared.alert.AlertRules] decide what to tell, and
/// [dev.cmek.shared.alert.RaiseAlerts] tells it and remembers that it did. Hygiene and the sweeps'
/// own troubles are told at the end of a sweep, by what [dev.cmek.shared.alert.HygieneDigest] and
/// [dev.cmek.shared.alert.SystemAlerts] give.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.alert;

import org.jspecify.annotations.NullMarked;
