package dev.cmek.simulator.access;

/// Who asks for access: the account that hosts a cluster, acting for one organization.
///
/// @param account the cluster's `account_id`, 12 digits
/// @param externalId the organization's id, which the vendor sends as `sts:ExternalId`
public record Vendor(String account, String externalId) {}
