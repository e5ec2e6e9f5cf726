package dev.cmek.aws.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cmek.local.aws.Checkout;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;

/// Whatever is done to a cluster's access in an account is found by its name, and the printed
/// command, pasted into a shell with the AWS CLI, mends it.
@ExtendWith(LocalAws.Once.class)
final class TamperingIT {

  private static final String BOUNDARY = "CmekTamperingBoundary";

  private final LocalAws aws;
  private final String boundaryArn;

  TamperingIT(LocalAws aws) {
    this.aws = aws;
    this.boundaryArn = "arn:aws:iam::" + AccountContract.NAMING.account() + ":policy/" + BOUNDARY;
    makeBoundary();
  }

  static Stream<Arguments> everyTampering() {
    return Tampering.all().stream()
        .flatMap(
            tampering -> tampering.grants().stream().map(grant -> arguments(tampering, grant)));
  }

  @ParameterizedTest
  @MethodSource("everyTampering")
  void isFoundAndMendedByThePrintedCommand(Tampering tampering, AccessGrant grant)
      throws IOException, InterruptedException {
    GuardedCluster cluster = new GuardedCluster(aws, grant, boundaryArn);
    assertThat(cluster.findings()).isEmpty();

    tampering.how().accept(cluster);
    List<Finding> found = cluster.findings();

    assertThat(codes(found)).as(found.toString()).isEqualTo(tampering.found());
    for (Finding finding : found) {
      boolean stillThere =
          cluster.findings().stream().anyMatch(f -> f.message().equals(finding.message()));
      if (stillThere && !tampering.remains().contains(finding.code())) {
        paste(finding.remedy());
      }
    }
    assertThat(codes(cluster.findings())).isEqualTo(tampering.remains());
  }

  private static Set<FindingCode> codes(List<Finding> findings) {
    return findings.stream()
        .map(Finding::code)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(FindingCode.class)));
  }

  /// As somebody does who reads the alert: one line, into a POSIX shell.
  private void paste(String command) throws IOException, InterruptedException {
    assertThat(command).startsWith("aws ").doesNotContain("\n", "<", "…");
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
    Path programs = Checkout.current().local().resolve("venv/bin");
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("AWS_"));
    environment.put("PATH", programs + ":" + environment.get("PATH"));
    environment.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
    environment.put("AWS_ACCESS_KEY_ID", AccountContract.NAMING.account());
    environment.put("AWS_SECRET_ACCESS_KEY", "local");
    environment.put("AWS_DEFAULT_REGION", LocalAws.REGION.id());
    environment.put("AWS_CONFIG_FILE", "/dev/null");
    environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    environment.put("AWS_PAGER", "");
    environment.put("NO_PROXY", "127.0.0.1");
    environment.put("no_proxy", "127.0.0.1");
    Process shell = builder.start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(command + "\n" + output).isZero();
  }

  private void makeBoundary() {
    try (IamClient iam = aws.client(IamClient.builder())) {
      var _ =
          iam.createPolicy(r ->
              r.policyName(BOUNDARY)
                  .policyDocument(
                      """
                      {"Version":"2012-10-17","Statement":[{"Sid":"CmekBoundary","Effect":"Allow",
                       "Action":["kms:Encrypt","kms:Decrypt","kms:GenerateDataKey*",
                         "kms:DescribeKey","kms:ReEncrypt*"],
                       "Resource":"arn:aws:kms:*:111122223333:key/*"}]}
                      """));
    } catch (EntityAlreadyExistsException _) {
      // made for the row before
    }
  }
}
