/// What the ports promise, asked of the adapters on a local Google Cloud.
@NullMarked
package dev.cmek.gcp.contract;

import org.jspecify.annotations.NullMarked;
