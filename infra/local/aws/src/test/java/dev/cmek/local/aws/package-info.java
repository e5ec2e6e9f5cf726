/// Tests of the local AWS, against a real LocalStack.
@NullMarked
package dev.cmek.local.aws;

import org.jspecify.annotations.NullMarked;
