/// Tests of what JSON is written and understood.
@NullMarked
package dev.cmek.shared.json;

import org.jspecify.annotations.NullMarked;
