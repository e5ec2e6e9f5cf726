/// One Google Cloud project in memory: what the fakes of accounts, keys and bindings have in
/// common.
@NullMarked
package dev.cmek.gcp.project;

import org.jspecify.annotations.NullMarked;
