package dev.cmek.local.gcp.iam;

import dev.cmek.local.gcp.grpc.Refusal;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What the roles let people do: the predefined ones of `roles.txt` and each project's own.
public final class Roles {

  /// Tokens of a service account are for those whom it says, not for a project's owner ("Basic
  /// roles": the owner has no `iam.serviceAccounts.getAccessToken`).
  private static final Set<String> NOT_OF_OWNERS =
      Set.of(
          "iam.serviceAccounts.getAccessToken",
          "iam.serviceAccounts.getOpenIdToken",
          "iam.serviceAccounts.implicitDelegation",
          "iam.serviceAccounts.signBlob",
          "iam.serviceAccounts.signJwt");

  private static final Set<String> READING = Set.of("get", "list");

  private final Map<String, SortedSet<String>> predefined = read();
  private final Map<String, Role> custom = new ConcurrentHashMap<>();
  private final SortedSet<String> permissions;

  /// A role.
  ///
  /// @param name `roles/cloudkms.viewer`, `projects/p/roles/cmekEnsureKey`
  public record Role(String name, String title, String description, SortedSet<String> permissions) {

    public Role {
      permissions = Collections.unmodifiableSortedSet(new TreeSet<>(permissions));
    }
  }

  public Roles() {
    permissions =
        predefined.values().stream()
            .flatMap(Set::stream)
            .collect(Collectors.toCollection(TreeSet::new));
    predefined.put("roles/owner", of(permission -> !NOT_OF_OWNERS.contains(permission)));
    predefined.put(
        "roles/editor",
        of(permission ->
            !NOT_OF_OWNERS.contains(permission)
                && !permission.endsWith(".setIamPolicy")
                && !permission.startsWith("iam.roles.")
                && !permission.equals("secretmanager.versions.access")));
    predefined.put("roles/viewer", of(permission -> READING.contains(verb(permission))));
  }

  /// Whether something here asks for that permission.
  public boolean isPermission(String permission) {
    return permissions.contains(permission);
  }

  /// A role by name.
  public Optional<Role> find(String name) {
    return Optional.ofNullable(predefined.get(name))
        .map(included -> new Role(name, name, "", included))
        .or(() -> Optional.ofNullable(custom.get(name)));
  }

  /// All predefined roles, by name.
  public List<Role> predefined() {
    return predefined.keySet().stream().flatMap(name -> find(name).stream()).toList();
  }

  /// A project's own roles, by name.
  public List<Role> in(String project) {
    return custom.values().stream()
        .filter(role -> role.name().startsWith("projects/" + project + "/roles/"))
        .sorted(Comparator.comparing(Role::name))
        .toList();
  }

  /// Makes a project's own role.
  ///
  /// @throws io.grpc.StatusRuntimeException for a bad id, a permission that does not exist, a name
  ///   that is taken
  public Role create(
      String project, String id, String title, String description, List<String> included) {
    if (!id.matches("[a-zA-Z0-9_.]{3,64}")) {
      throw Refusal.invalid(
          "The role_id '" + id + "' must match [a-zA-Z0-9_.]{3,64}"); // "CreateRoleRequest"
    }
    Role role =
        new Role(
            "projects/" + project + "/roles/" + id, title, description, new TreeSet<>(included));
    requirePermissions(role.permissions());
    if (custom.putIfAbsent(role.name(), role) != null) {
      throw Refusal.of(
          Status.Code.ALREADY_EXISTS,
          "A role named " + id + " in projects/" + project + " already exists.");
    }
    return role;
  }

  /// Replaces a project's own role.
  Role replace(Role role) {
    requirePermissions(role.permissions());
    custom.put(role.name(), role);
    return role;
  }

  private void requirePermissions(Set<String> included) {
    for (String permission : included) {
      if (!isPermission(permission)) {
        throw Refusal.invalid("Permission " + permission + " is not valid.");
      }
    }
  }

  private SortedSet<String> of(Predicate<String> wanted) {
    return permissions.stream().filter(wanted).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String verb(String permission) {
    return permission.substring(permission.lastIndexOf('.') + 1);
  }

  private static Map<String, SortedSet<String>> read() {
    Map<String, SortedSet<String>> roles = new TreeMap<>();
    SortedSet<String> current = new TreeSet<>();
    for (String line : text().lines().toList()) {
      if (line.startsWith("roles/")) {
        current = new TreeSet<>();
        roles.put(line, current);
      } else if (line.startsWith("  ")) {
        current.add(line.strip());
      }
    }
    return roles;
  }

  private static String text() {
    try (InputStream file =
        Objects.requireNonNull(Roles.class.getResourceAsStream("roles.txt"), "roles.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("roles.txt", e);
    }
  }
}
