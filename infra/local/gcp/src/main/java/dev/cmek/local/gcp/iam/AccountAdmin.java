package dev.cmek.local.gcp.iam;

import com.google.iam.admin.v1.CreateServiceAccountRequest;
import com.google.iam.admin.v1.PatchServiceAccountRequest;
import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.project.ServiceAccount;
import dev.cmek.local.gcp.project.ServiceAccounts;
import dev.cmek.local.gcp.settings.Settings;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What may become of a service account ("REST Resource: projects.serviceAccounts").
public final class AccountAdmin {

  private static final Pattern NAME = Pattern.compile("projects/([^/]+)/serviceAccounts/([^/]+)");
  private static final Pattern ID = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])");
  private static final Set<String> PATCHABLE = Set.of("display_name", "description");
  private static final int DISPLAY_NAME_MAX_BYTES = 100;
  private static final int DESCRIPTION_MAX_BYTES = 256;

  /// "Undelete a service account": within 30 days.
  private static final Duration UNDELETABLE = Duration.ofDays(30);

  private final ServiceAccounts accounts;
  private final Settings settings;
  private final InstantSource clock;

  public AccountAdmin(ServiceAccounts accounts, Settings settings, InstantSource clock) {
    this.accounts = accounts;
    this.settings = settings;
    this.clock = clock;
  }

  /// Reads a name such as `projects/-/serviceAccounts/a@p.iam.gserviceaccount.com`.
  AccountName name(String name) {
    Matcher parts = parts(name);
    Optional<ServiceAccount> there = accounts.find(parts.group(2));
    return resolved(parts, there);
  }

  /// Reads the name of a deleted account, which has its unique id.
  AccountName deletedName(String name) {
    Matcher parts = parts(name);
    return resolved(parts, accounts.byUniqueId(parts.group(2)));
  }

  ServiceAccount create(CreateServiceAccountRequest request) {
    String project = request.getName().substring("projects/".length());
    String id = request.getAccountId();
    if (id.length() < 6 || id.length() > 30) {
      throw Refusal.invalid(
          "The account ID \"" + id + "\" does not have a length between 6 and 30.");
    }
    if (!ID.matcher(id).matches()) {
      throw Refusal.invalid(
          "The account ID \"" + id + "\" does not match the pattern " + ID.pattern() + ".");
    }
    requireCreationAllowed(project, id);
    requireLengths(
        request.getServiceAccount().getDisplayName(), request.getServiceAccount().getDescription());
    String email = ServiceAccounts.email(project, id);
    synchronized (accounts) {
      if (accounts.find(email).isPresent()) {
        throw Refusal.of(
            Status.Code.ALREADY_EXISTS,
            "Service account " + id + " already exists within project projects/" + project + ".");
      }
      return accounts.create(
          project,
          email,
          request.getServiceAccount().getDisplayName(),
          request.getServiceAccount().getDescription());
    }
  }

  ServiceAccount require(AccountName name) {
    return accounts
        .find(name.id())
        .filter(account -> account.project().equals(name.project()))
        .orElseThrow(() -> Refusal.notFound("Unknown service account"));
  }

  void requireThere(AccountName name) {
    ServiceAccount _ = require(name);
  }

  ServiceAccount patch(AccountName name, PatchServiceAccountRequest request) {
    List<String> fields = request.getUpdateMask().getPathsList();
    if (fields.isEmpty() || !PATCHABLE.containsAll(fields)) {
      throw Refusal.invalid("update_mask must name display_name, description or both.");
    }
    ServiceAccount account = require(name);
    ServiceAccount changed =
        account.described(
            fields.contains("display_name")
                ? request.getServiceAccount().getDisplayName()
                : account.displayName(),
            fields.contains("description")
                ? request.getServiceAccount().getDescription()
                : account.description());
    requireLengths(changed.displayName(), changed.description());
    accounts.update(changed, settings.seenFrom());
    return changed;
  }

  void disable(AccountName name, boolean disabled) {
    accounts.update(require(name).disabled(disabled), settings.seenFrom());
  }

  void delete(AccountName name) {
    accounts.update(require(name).deleted(Optional.of(clock.instant())), settings.seenFrom());
  }

  ServiceAccount undelete(AccountName name) {
    ServiceAccount account =
        accounts
            .byUniqueId(name.id())
            .filter(found -> found.deletedAt().map(this::isRecent).orElse(false))
            .orElseThrow(
                () -> Refusal.notFound("Service account " + name.id() + " cannot be undeleted."));
    if (accounts.find(account.email()).isPresent()) {
      throw Refusal.of(
          Status.Code.ALREADY_EXISTS,
          "Another service account is named " + account.email() + " by now.");
    }
    ServiceAccount restored = account.deleted(Optional.empty());
    accounts.update(restored, settings.seenFrom());
    return restored;
  }

  private boolean isRecent(Instant deleted) {
    return deleted.plus(UNDELETABLE).isAfter(clock.instant());
  }

  private void requireCreationAllowed(String project, String id) {
    if (settings.organizationPolicies().disableServiceAccountCreation()) {
      String message = "Service account creation is not allowed on this project.";
      throw Refusal.constrained(
          message,
          "constraints/iam.disableServiceAccountCreation",
          "projects/" + project + "/serviceAccounts/?configvalue=" + id,
          message);
    }
  }

  private static void requireLengths(String displayName, String description) {
    if (displayName.getBytes(StandardCharsets.UTF_8).length > DISPLAY_NAME_MAX_BYTES) {
      throw Refusal.invalid("display_name is longer than 100 bytes.");
    }
    if (description.getBytes(StandardCharsets.UTF_8).length > DESCRIPTION_MAX_BYTES) {
      throw Refusal.invalid("description is longer than 256 bytes.");
    }
  }

  private static Matcher parts(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw Refusal.invalid("[" + name + "] is not the name of a service account.");
    }
    return parts;
  }

  /// With `-` for an account that is not there the real service says that it is forbidden.
  private static AccountName resolved(Matcher parts, Optional<ServiceAccount> there) {
    String project = parts.group(1);
    String id = parts.group(2);
    if (project.equals("-")) {
      project =
          there
              .map(ServiceAccount::project)
              .orElseThrow(() ->
                  Refusal.denied("iam.serviceAccounts.get", "projects/-/serviceAccounts/" + id));
    }
    String email = there.map(ServiceAccount::email).orElse(id);
    return new AccountName(project, id, "projects/" + project + "/serviceAccounts/" + email);
  }
}
