/// The one gRPC port behind which the services answer on Google's own generated stubs: who calls,
/// what goes wrong, how a refusal looks.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.local.gcp.grpc;

import org.jspecify.annotations.NullMarked;
