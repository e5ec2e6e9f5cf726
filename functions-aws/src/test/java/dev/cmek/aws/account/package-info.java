/// One AWS account in memory: what the fakes of roles, keys and policies have in common.
@NullMarked
package dev.cmek.aws.account;

import org.jspecify.annotations.NullMarked;
