package dev.cmek.aws.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.account.FakeAws;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.request.AccessGrant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrantsTest {

  private static final String ROLE = "arn:aws:iam::111122223333:role/cockroachdb-cmek/orders";
  private static final List<String> KEYS =
      List.of(
          "arn:aws:kms:eu-west-1:111122223333:key/one",
          "arn:aws:kms:us-east-1:111122223333:key/two");
  private static final String ACTIONS =
      """
      "Action":["kms:Encrypt","kms:Decrypt","kms:GenerateDataKey*","kms:DescribeKey",\
      "kms:ReEncrypt*"]\
      """;
  private static final String ROOT =
      """
      {"Sid":"Enable IAM User Permissions","Effect":"Allow",\
      "Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}\
      """;
  private static final String ADMINS =
      """
      {"Sid":"Admins","Effect":"Allow",\
      "Principal":{"AWS":"arn:aws:iam::111122223333:role/admins"},\
      "Action":"kms:Put*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}\
      """;
  private static final String OURS =
      """
      {"Sid":"CockroachDBCloudCmek","Effect":"Allow",\
      "Principal":{"AWS":"arn:aws:iam::111122223333:role/cockroachdb-cmek/orders"},\
      %s,"Resource":"*"}\
      """
          .formatted(ACTIONS);

  @Test
  void theRolesPolicyNamesExactlyTheKeysAndTheFiveActions() {
    Grants grants = Grants.of(AccessGrant.ROLE_POLICY, ROLE, KEYS);

    assertThat(grants.rolePolicy().orElseThrow().json())
        .isEqualTo(
            """
            {"Version":"2012-10-17","Statement":[{"Sid":"CockroachDBCloudCmek","Effect":"Allow",\
            %s,"Resource":["arn:aws:kms:eu-west-1:111122223333:key/one",\
            "arn:aws:kms:us-east-1:111122223333:key/two"]}]}\
            """
                .formatted(ACTIONS));
    assertThat(grants.keyStatement()).isEmpty();
  }

  @Test
  void theKeysPolicyNamesExactlyTheRoleAndTheFiveActions() {
    Grants grants = Grants.of(AccessGrant.KEY_POLICY, ROLE, KEYS);

    assertThat(grants.rolePolicy()).isEmpty();
    assertThat(grants.keyPolicy(policy(ROOT)).json()).isEqualTo(policy(ROOT, OURS).json());
  }

  @Test
  void othersStatementsStayAsTheyAre() {
    Grants grants = Grants.of(AccessGrant.KEY_POLICY, ROLE, KEYS);
    PolicyDocument before = policy(ROOT, OURS.replace("kms:DescribeKey", "kms:*"), ADMINS);

    PolicyDocument after = grants.keyPolicy(before);

    assertThat(after.json()).isEqualTo(policy(ROOT, ADMINS, OURS).json());
    assertThat(grants.keyPolicy(after)).isEqualTo(after);
  }

  @Test
  void onlyOurStatementLeavesAKeysPolicy() {
    Grants grants = Grants.of(AccessGrant.ROLE_POLICY, ROLE, KEYS);

    assertThat(grants.keyPolicy(policy(ROOT, OURS, ADMINS)).json())
        .isEqualTo(policy(ROOT, ADMINS).json());
    assertThat(grants.keyPolicy(policy(ROOT, ADMINS))).isEqualTo(policy(ROOT, ADMINS));
  }

  @Test
  void versionAndIdOfAKeysPolicyStay() {
    Grants grants = Grants.of(AccessGrant.KEY_POLICY, ROLE, KEYS);
    PolicyDocument before =
        PolicyDocument.parse(
            "{\"Version\":\"2008-10-17\",\"Id\":\"key-default-1\",\"Statement\":[" + ROOT + "]}");

    PolicyDocument after = grants.keyPolicy(before);

    assertThat(after.version()).isEqualTo("2008-10-17");
    assertThat(after.id()).isEqualTo("key-default-1");
  }

  @ParameterizedTest
  @EnumSource(AccessGrant.class)
  void aNewKeysPolicyNeedsNoChangeAfterwards(AccessGrant grant) {
    PolicyDocument created =
        Grants.keyPolicyAtCreation(grant, FakeAws.NAMING.accountRoot(), ROLE).orElse(policy(ROOT));

    assertThat(created.json())
        .isEqualTo((grant == AccessGrant.KEY_POLICY ? policy(ROOT, OURS) : policy(ROOT)).json());
    assertThat(Grants.of(grant, ROLE, KEYS).keyPolicy(created)).isEqualTo(created);
  }

  private static PolicyDocument policy(String... statements) {
    return PolicyDocument.parse(
        "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}");
  }
}
