package dev.cmek.simulator.access;

import java.time.Instant;

/// A KMS key as the customer's cloud shows it.
///
/// @param state such as `Enabled`, `Disabled`, `PendingDeletion`, `Creating`
/// @param spec such as `SYMMETRIC_DEFAULT`
/// @param usage such as `ENCRYPT_DECRYPT`
/// @param policy the key policy's JSON document
public record CustomerKey(
    KeyArn arn, Instant createdAt, String state, String spec, String usage, String policy) {}
