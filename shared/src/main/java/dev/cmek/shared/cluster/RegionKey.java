package dev.cmek.shared.cluster;

/// Which key a region of a cluster uses, and as whom: the Cloud API's region spec.
///
/// @param region such as `eu-west-1`
/// @param uri AWS: the key's ARN; GCP: `projects/p/locations/l/keyRings/r/cryptoKeys/k`
/// @param principal AWS: the role's ARN; GCP: the service account's email
public record RegionKey(String region, String uri, String principal) {}
