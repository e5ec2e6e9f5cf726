package dev.cmek.local.gcp.iam;

import com.google.iam.admin.v1.CreateRoleRequest;
import com.google.iam.admin.v1.CreateServiceAccountRequest;
import com.google.iam.admin.v1.DeleteServiceAccountRequest;
import com.google.iam.admin.v1.DisableServiceAccountRequest;
import com.google.iam.admin.v1.EnableServiceAccountRequest;
import com.google.iam.admin.v1.GetRoleRequest;
import com.google.iam.admin.v1.GetServiceAccountRequest;
import com.google.iam.admin.v1.IAMGrpc.IAMImplBase;
import com.google.iam.admin.v1.ListRolesRequest;
import com.google.iam.admin.v1.ListRolesResponse;
import com.google.iam.admin.v1.ListServiceAccountsRequest;
import com.google.iam.admin.v1.ListServiceAccountsResponse;
import com.google.iam.admin.v1.PatchServiceAccountRequest;
import com.google.iam.admin.v1.Role;
import com.google.iam.admin.v1.RoleView;
import com.google.iam.admin.v1.ServiceAccount;
import com.google.iam.admin.v1.UndeleteServiceAccountRequest;
import com.google.iam.admin.v1.UndeleteServiceAccountResponse;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.protobuf.Empty;
import dev.cmek.local.gcp.grpc.CallerInterceptor;
import dev.cmek.local.gcp.grpc.Page;
import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.grpc.Unary;
import io.grpc.stub.StreamObserver;
import java.util.List;

/// IAM's service: service accounts, their policies, roles.
public final class IamAdmin extends IAMImplBase {

  private final Iam iam;
  private final AccountAdmin accounts;
  private final PolicyDoor door;

  public IamAdmin(Iam iam, AccountAdmin accounts) {
    this.iam = iam;
    this.accounts = accounts;
    this.door = new PolicyDoor(iam);
  }

  @Override
  public void createServiceAccount(
      CreateServiceAccountRequest request, StreamObserver<ServiceAccount> caller) {
    Unary.answer(
        caller,
        () -> {
          require("iam.serviceAccounts.create", project(request.getName()));
          return shown(accounts.create(request));
        });
  }

  @Override
  public void getServiceAccount(
      GetServiceAccountRequest request, StreamObserver<ServiceAccount> caller) {
    Unary.answer(
        caller,
        () -> {
          AccountName name = accounts.name(request.getName());
          require("iam.serviceAccounts.get", name.resource());
          return shown(accounts.require(name));
        });
  }

  @Override
  public void listServiceAccounts(
      ListServiceAccountsRequest request, StreamObserver<ListServiceAccountsResponse> caller) {
    Unary.answer(
        caller,
        () -> {
          String project = project(request.getName());
          require("iam.serviceAccounts.list", project);
          var all = iam.accounts().in(project.substring("projects/".length()));
          var page = Page.of(all, request.getPageSize(), request.getPageToken());
          return ListServiceAccountsResponse.newBuilder()
              .addAllAccounts(page.items().stream().map(IamAdmin::shown).toList())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void patchServiceAccount(
      PatchServiceAccountRequest request, StreamObserver<ServiceAccount> caller) {
    Unary.answer(
        caller,
        () -> {
          AccountName name = accounts.name(request.getServiceAccount().getName());
          require("iam.serviceAccounts.update", name.resource());
          return shown(accounts.patch(name, request));
        });
  }

  @Override
  public void enableServiceAccount(
      EnableServiceAccountRequest request, StreamObserver<Empty> caller) {
    Unary.answer(
        caller,
        () -> {
          AccountName name = accounts.name(request.getName());
          require("iam.serviceAccounts.enable", name.resource());
          accounts.disable(name, false);
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void disableServiceAccount(
      DisableServiceAccountRequest request, StreamObserver<Empty> caller) {
    Unary.answer(
        caller,
        () -> {
          AccountName name = accounts.name(request.getName());
          require("iam.serviceAccounts.disable", name.resource());
          accounts.disable(name, true);
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void deleteServiceAccount(
      DeleteServiceAccountRequest request, StreamObserver<Empty> caller) {
    Unary.answer(
        caller,
        () -> {
          AccountName name = accounts.name(request.getName());
          require("iam.serviceAccounts.delete", name.resource());
          accounts.delete(name);
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void undeleteServiceAccount(
      UndeleteServiceAccountRequest request,
      StreamObserver<UndeleteServiceAccountResponse> caller) {
    Unary.answer(
        caller,
        () -> {
          AccountName name = accounts.deletedName(request.getName());
          require("iam.serviceAccounts.undelete", name.resource());
          return UndeleteServiceAccountResponse.newBuilder()
              .setRestoredAccount(shown(accounts.undelete(name)))
              .build();
        });
  }

  @Override
  public void getIamPolicy(GetIamPolicyRequest request, StreamObserver<Policy> caller) {
    Unary.answer(
        caller,
        () -> {
          AccountName name = accounts.name(request.getResource());
          return door.get(
              CallerInterceptor.caller(),
              "iam.serviceAccounts",
              request.toBuilder().setResource(name.resource()).build(),
              () -> accounts.requireThere(name));
        });
  }

  @Override
  public void setIamPolicy(SetIamPolicyRequest request, StreamObserver<Policy> caller) {
    Unary.answer(
        caller,
        () -> {
          AccountName name = accounts.name(request.getResource());
          return door.set(
              CallerInterceptor.caller(),
              "iam.serviceAccounts",
              request.toBuilder().setResource(name.resource()).build(),
              () -> accounts.requireThere(name));
        });
  }

  @Override
  public void testIamPermissions(
      TestIamPermissionsRequest request, StreamObserver<TestIamPermissionsResponse> caller) {
    Unary.answer(
        caller,
        () -> {
          AccountName name = accounts.name(request.getResource());
          return door.test(
              CallerInterceptor.caller(),
              request.toBuilder().setResource(name.resource()).build(),
              () -> accounts.requireThere(name));
        });
  }

  @Override
  public void getRole(GetRoleRequest request, StreamObserver<Role> caller) {
    Unary.answer(
        caller,
        () -> {
          String name = request.getName();
          if (name.startsWith("projects/")) {
            require("iam.roles.get", project(name.replaceFirst("/roles/.*", "")));
          }
          return iam.roles()
              .find(name)
              .map(role -> shown(role, true))
              .orElseThrow(() -> Refusal.notFound("The role named " + name + " was not found."));
        });
  }

  @Override
  public void listRoles(ListRolesRequest request, StreamObserver<ListRolesResponse> caller) {
    Unary.answer(
        caller,
        () -> {
          List<Roles.Role> all;
          if (request.getParent().isEmpty()) {
            all = iam.roles().predefined();
          } else {
            String project = project(request.getParent());
            require("iam.roles.list", project);
            all = iam.roles().in(project.substring("projects/".length()));
          }
          boolean full = request.getView() == RoleView.FULL;
          var page = Page.of(all, request.getPageSize(), request.getPageToken());
          return ListRolesResponse.newBuilder()
              .addAllRoles(page.items().stream().map(role -> shown(role, full)).toList())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void createRole(CreateRoleRequest request, StreamObserver<Role> caller) {
    Unary.answer(
        caller,
        () -> {
          String project = project(request.getParent());
          require("iam.roles.create", project);
          Role role = request.getRole();
          return shown(
              iam.roles()
                  .create(
                      project.substring("projects/".length()),
                      request.getRoleId(),
                      role.getTitle(),
                      role.getDescription(),
                      role.getIncludedPermissionsList()),
              true);
        });
  }

  private void require(String permission, String resource) {
    iam.enforcement().require(CallerInterceptor.caller(), permission, resource);
  }

  private static String project(String name) {
    if (!name.matches("projects/[^/]+")) {
      throw Refusal.invalid("[" + name + "] is not the name of a project.");
    }
    return name;
  }

  private static ServiceAccount shown(dev.cmek.local.gcp.project.ServiceAccount account) {
    return ServiceAccount.newBuilder()
        .setName(account.name())
        .setProjectId(account.project())
        .setUniqueId(account.uniqueId())
        .setEmail(account.email())
        .setDisplayName(account.displayName())
        .setDescription(account.description())
        .setOauth2ClientId(account.uniqueId())
        .setDisabled(account.disabled())
        .build();
  }

  private static Role shown(Roles.Role role, boolean full) {
    Role.Builder shown =
        Role.newBuilder()
            .setName(role.name())
            .setTitle(role.title())
            .setDescription(role.description())
            .setStage(Role.RoleLaunchStage.GA);
    if (full) {
      shown.addAllIncludedPermissions(role.permissions());
    }
    return shown.build();
  }
}
