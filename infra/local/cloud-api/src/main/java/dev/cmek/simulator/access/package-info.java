/// How the vendor finds out whether it may use a customer's key: a port to the customer's cloud and
/// an evaluation of roles and policies that shares nothing with the system under test.
@NullMarked
package dev.cmek.simulator.access;

import org.jspecify.annotations.NullMarked;
