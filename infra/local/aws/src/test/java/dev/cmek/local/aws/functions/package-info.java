/// Lambda functions that the tests deploy.
@NullMarked
package dev.cmek.local.aws.functions;

import org.jspecify.annotations.NullMarked;
