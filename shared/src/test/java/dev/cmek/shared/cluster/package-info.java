/// Tests of the Cloud API's client and of the steps on it, and the fake that other tests use.
@NullMarked
package dev.cmek.shared.cluster;

import org.jspecify.annotations.NullMarked;
