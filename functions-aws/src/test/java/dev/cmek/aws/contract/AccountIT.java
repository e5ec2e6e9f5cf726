package dev.cmek.aws.contract;

import dev.cmek.aws.key.Keys;
import dev.cmek.aws.key.KmsKeys;
import dev.cmek.aws.policy.AwsPolicies;
import dev.cmek.aws.policy.Policies;
import dev.cmek.aws.role.IamRoles;
import dev.cmek.aws.role.Roles;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;

/// The adapters on a local AWS.
@ExtendWith(LocalAws.Once.class)
final class AccountIT extends AccountContract {

  private static final String BOUNDARY = "CmekBoundary";

  private final Roles roles;
  private final Keys keys;
  private final Policies policies;

  AccountIT(LocalAws aws) {
    IamClient iam = aws.client(IamClient.builder());
    roles = new IamRoles(iam, LocalAws.calls());
    keys = new KmsKeys(aws.kms(), LocalAws.calls());
    policies = new AwsPolicies(iam, aws.kms(), LocalAws.calls());
    try {
      var _ =
          iam.createPolicy(r ->
              r.policyName(BOUNDARY)
                  .policyDocument(
                      """
                      {"Version":"2012-10-17",
                       "Statement":[{"Effect":"Allow","Action":"kms:Encrypt","Resource":"*"}]}
                      """));
    } catch (EntityAlreadyExistsException _) {
      // made by the test before
    }
  }

  @Override
  Roles roles() {
    return roles;
  }

  @Override
  Keys keys() {
    return keys;
  }

  @Override
  Policies policies() {
    return policies;
  }

  @Override
  String boundaryArn() {
    return "arn:aws:iam::" + NAMING.account() + ":policy/" + BOUNDARY;
  }
}
