package dev.cmek.gcp.account;

import com.google.api.services.iam.v1.Iam;
import com.google.api.services.iam.v1.model.CreateServiceAccountRequest;
import com.google.api.services.iam.v1.model.Policy;
import com.google.api.services.iam.v1.model.ServiceAccount;
import com.google.api.services.iam.v1.model.SetIamPolicyRequest;
import dev.cmek.gcp.call.AllowPolicies;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Write;
import java.util.Optional;

/// Service accounts in IAM.
public final class IamAccounts implements Accounts {

  private static final String CREATE = "iam.serviceAccounts.create";
  private static final String SET_POLICY = "iam.serviceAccounts.setIamPolicy";

  private final Iam.Projects.ServiceAccounts iam;
  private final GoogleCalls calls;

  public IamAccounts(Iam iam, GoogleCalls calls) {
    this.iam = iam.projects().serviceAccounts();
    this.calls = calls;
  }

  @Override
  public Optional<Account> find(ServiceAccountEmail email) {
    String name = email.resourceName();
    return calls
        .find("iam.serviceAccounts.get", name, () -> iam.get(name).execute())
        .map(IamAccounts::account);
  }

  @Override
  public Write<Optional<Account>> create(Account wanted) {
    ServiceAccountEmail email = wanted.email();
    String project = "projects/" + email.project();
    return new Write<>(
        new Change(CREATE, email.resourceName(), "description " + wanted.description()),
        Optional.of(wanted),
        () ->
            calls
                .create(
                    CREATE,
                    email.resourceName(),
                    () ->
                        iam.create(
                                project,
                                new CreateServiceAccountRequest()
                                    .setAccountId(email.id())
                                    .setServiceAccount(
                                        new ServiceAccount()
                                            .setDescription(wanted.description())
                                            .setDisplayName("CockroachDB CMEK")))
                            .execute())
                .map(IamAccounts::account));
  }

  @Override
  public Optional<IamPolicy> findPolicy(ServiceAccountEmail email) {
    String name = email.resourceName();
    return calls
        .find(
            "iam.serviceAccounts.getIamPolicy",
            name,
            () ->
                iam.getIamPolicy(name)
                    .setOptionsRequestedPolicyVersion(IamPolicy.VERSION)
                    .execute())
        .map(AllowPolicies::of);
  }

  @Override
  public Write<IamPolicy> grant(
      ServiceAccountEmail email, IamPolicy before, String role, String member) {
    String name = email.resourceName();
    IamPolicy wanted = before.with(role, member);
    return new Write<>(
        new Change(SET_POLICY, name, role + " for " + member),
        wanted,
        () ->
            AllowPolicies.of(
                calls.grant(
                    SET_POLICY,
                    name,
                    () ->
                        iam.setIamPolicy(
                                name,
                                new SetIamPolicyRequest()
                                    .setPolicy(AllowPolicies.write(wanted, Policy.class)))
                            .execute())));
  }

  private static Account account(ServiceAccount account) {
    String description = account.getDescription();
    return new Account(
        ServiceAccountEmail.parse(account.getEmail()),
        account.getUniqueId(),
        description == null ? "" : description,
        Boolean.TRUE.equals(account.getDisabled()));
  }
}
