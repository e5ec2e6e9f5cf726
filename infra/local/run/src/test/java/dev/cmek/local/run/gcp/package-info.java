/// Tests of what a person sees of a local run.
@NullMarked
package dev.cmek.local.run.gcp;

import org.jspecify.annotations.NullMarked;
