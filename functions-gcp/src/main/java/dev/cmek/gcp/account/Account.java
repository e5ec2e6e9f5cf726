package dev.cmek.gcp.account;

import dev.cmek.shared.gcp.ServiceAccountEmail;

/// A service account as it is, or as it is wanted. IAM does not say when it was created.
///
/// @param uniqueId 21 digits; what is left of its name once it was deleted
/// @param description empty if it has none
/// @param disabled nobody can act as it now
public record Account(
    ServiceAccountEmail email, String uniqueId, String description, boolean disabled) {

  /// Stands for the unique id that IAM will choose.
  public static final String UNKNOWN_ID = "(new)";
}
