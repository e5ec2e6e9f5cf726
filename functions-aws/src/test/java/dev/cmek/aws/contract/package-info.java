/// What the ports promise, asked of the fakes and of the adapters on a local AWS alike; and the
/// adapters behind a network that fails.
@NullMarked
package dev.cmek.aws.contract;

import org.jspecify.annotations.NullMarked;
