/// Tests of the ticket system's stand-in.
@NullMarked
package dev.cmek.local.run.desk;

import org.jspecify.annotations.NullMarked;
