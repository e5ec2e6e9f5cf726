/// A simulator of the CockroachDB Cloud API as far as customer-managed encryption keys need it.
@NullMarked
package dev.cmek.simulator;

import org.jspecify.annotations.NullMarked;
