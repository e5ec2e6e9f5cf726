package dev.cmek.aws.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.call.AwsCalls;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;

/// What IAM's answers mean that no local cloud gives.
class IamRolesTest {

  /// IAM as it answers the client's own repetition of a request whose first answer was lost, or
  /// somebody whose read came before another's write.
  private static final class NameTaken implements IamClient {

    @Override
    public CreateRoleResponse createRole(CreateRoleRequest request) {
      throw EntityAlreadyExistsException.builder()
          .awsErrorDetails(
              AwsErrorDetails.builder()
                  .errorCode("EntityAlreadyExists")
                  .errorMessage("Role with name " + request.roleName() + " already exists.")
                  .build())
          .statusCode(409)
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  @Test
  void aNameThatIsTakenAfterAllIsLookedAtAgain() {
    IamRoles roles = new IamRoles(new NameTaken(), new AwsCalls("EnsureRole"));
    Role wanted =
        new Role(
            FakeAws.NAMING.role("orders"),
            PolicyDocument.of(),
            null,
            Map.of(),
            Instant.parse("2026-11-22T10:00:00Z"));

    assertThatThrownBy(() -> Changes.of(false).make(roles.create(wanted)))
        .isInstanceOfSatisfying(
            Stop.class, stop -> assertThat(stop.reason()).isEqualTo(Reason.PRINCIPAL_SPREADING))
        .hasMessageContaining("Role with name orders already exists");
  }
}
