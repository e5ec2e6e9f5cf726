/// The customer's ticket system, as far as callbacks reach it.
@NullMarked
package dev.cmek.local.run.desk;

import org.jspecify.annotations.NullMarked;
