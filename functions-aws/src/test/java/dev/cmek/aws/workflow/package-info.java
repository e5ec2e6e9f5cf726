/// A strict interpreter for state machines, in memory and on a virtual clock, so that thousands of
/// runs of a real definition over real steps take seconds.
///
/// It knows the part of the Amazon States Language that our workflows use and refuses the rest when
/// a definition is loaded. Start with [dev.cmek.aws.workflow.StepFunctions].
@NullMarked
package dev.cmek.aws.workflow;

import org.jspecify.annotations.NullMarked;
