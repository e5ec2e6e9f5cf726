package dev.cmek.gcp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class GcpNamingTest {

  private final GcpNaming naming = new GcpNaming("keys-prod");

  @Test
  void derivesNamesFromTheClustersId() {
    ClusterId cluster = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");

    String account = naming.principal(cluster);
    CryptoKeyName key = naming.key("europe-west1", naming.key(cluster));

    assertThat(naming.account(account))
        .hasToString("cmek-f78b7feb-494982d7d81e@keys-prod.iam.gserviceaccount.com");
    assertThat(key)
        .hasToString(
            "projects/keys-prod/locations/europe-west1/keyRings/"
                + "cmek-f78b7feb-b6cf-4396-9d7f-494982d7d81e/cryptoKeys/cmek");
  }

  @RepeatedTest(200)
  void namesOfEveryClusterFitTheLimits(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    ClusterId cluster = new ClusterId(new UUID(random.nextLong(), random.nextLong()).toString());

    String account = naming.principal(cluster);

    assertThat(account).hasSizeBetween(6, 30).matches("[a-z]([-a-z0-9]*[a-z0-9])");
    assertThat(ServiceAccountEmail.find(naming.account(account).toString())).isPresent();
    assertThat(CryptoKeyName.find(naming.key("us", naming.key(cluster)).toString())).isPresent();
    assertThat(Labels.description(cluster)).hasSizeLessThanOrEqualTo(256);
    assertThat(cluster.value()).matches("[a-z0-9_-]{0,63}");
  }
}
