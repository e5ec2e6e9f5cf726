package dev.cmek.local.gcp.settings;

import java.util.List;

/// What the organization above all projects forbids.
///
/// @param allowedPolicyMemberDomains `iam.allowedPolicyMemberDomains`: the domains whose principals
///   policies may name, such as `cmek-local.iam.gserviceaccount.com` (the real one lists customer
///   ids); empty allows all
/// @param disableServiceAccountCreation `iam.disableServiceAccountCreation`
/// @param resourceLocations `gcp.resourceLocations`: where key rings may be made, such as
///   `europe-west1`; empty allows all
public record OrganizationPolicies(
    List<String> allowedPolicyMemberDomains,
    boolean disableServiceAccountCreation,
    List<String> resourceLocations) {

  /// Nothing is forbidden.
  public static final OrganizationPolicies NONE =
      new OrganizationPolicies(List.of(), false, List.of());

  public OrganizationPolicies {
    allowedPolicyMemberDomains = List.copyOf(allowedPolicyMemberDomains);
    resourceLocations = List.copyOf(resourceLocations);
  }
}
