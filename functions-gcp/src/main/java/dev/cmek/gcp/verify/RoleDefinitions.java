package dev.cmek.gcp.verify;

import com.google.api.services.iam.v1.Iam;
import com.google.api.services.iam.v1.model.Role;
import java.io.IOException;
import java.util.Set;

/// What roles allow, predefined ones and those of projects and organizations.
final class RoleDefinitions {

  private final Iam iam;

  RoleDefinitions(Iam iam) {
    this.iam = iam;
  }

  /// The role's permissions: none if it was deleted or disabled, as then it grants nothing
  /// ("Creating and managing custom roles").
  ///
  /// @throws IOException as the REST clients do
  Set<String> permissions(String name) throws IOException {
    Role role = read(name);
    boolean grants = !Boolean.TRUE.equals(role.getDeleted()) && !"DISABLED".equals(role.getStage());
    return grants && role.getIncludedPermissions() != null
        ? Set.copyOf(role.getIncludedPermissions())
        : Set.of();
  }

  private Role read(String name) throws IOException {
    if (name.startsWith("projects/")) {
      return iam.projects().roles().get(name).execute();
    }
    return name.startsWith("organizations/")
        ? iam.organizations().roles().get(name).execute()
        : iam.roles().get(name).execute();
  }
}
