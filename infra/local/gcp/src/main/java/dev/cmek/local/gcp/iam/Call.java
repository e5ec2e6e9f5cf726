package dev.cmek.local.gcp.iam;

import java.time.Instant;

/// Something that somebody wanted to do.
///
/// @param caller as in an IAM policy, such as `serviceAccount:a@p.iam.gserviceaccount.com`
/// @param permission such as `cloudkms.cryptoKeys.get`
/// @param resource such as `projects/p/locations/l/keyRings/r`
public record Call(
    Instant time, String caller, String permission, String resource, boolean allowed) {}
