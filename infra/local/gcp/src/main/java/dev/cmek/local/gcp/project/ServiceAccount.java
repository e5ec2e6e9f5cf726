package dev.cmek.local.gcp.project;

import java.time.Instant;
import java.util.Optional;

/// A service account.
///
/// @param uniqueId 21 digits, never given twice
/// @param deletedAt absent for one that is there
public record ServiceAccount(
    String project,
    String uniqueId,
    String email,
    String displayName,
    String description,
    boolean disabled,
    Optional<Instant> deletedAt) {

  /// Such as `projects/p/serviceAccounts/a@p.iam.gserviceaccount.com`.
  public String name() {
    return "projects/" + project + "/serviceAccounts/" + email;
  }

  /// Whether it is there and enabled.
  public boolean usable() {
    return deletedAt.isEmpty() && !disabled;
  }

  /// With other words about it.
  public ServiceAccount described(String newDisplayName, String newDescription) {
    return new ServiceAccount(
        project, uniqueId, email, newDisplayName, newDescription, disabled, deletedAt);
  }

  /// Disabled or enabled.
  public ServiceAccount disabled(boolean newDisabled) {
    return new ServiceAccount(
        project, uniqueId, email, displayName, description, newDisabled, deletedAt);
  }

  /// Deleted, or there again.
  public ServiceAccount deleted(Optional<Instant> at) {
    return new ServiceAccount(project, uniqueId, email, displayName, description, disabled, at);
  }
}
