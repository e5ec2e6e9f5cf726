package dev.cmek.aws.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.aws.Example;
import dev.cmek.aws.plan.Tags;
import dev.cmek.aws.wiring.FakeWiring;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.verify.aws.AwsExpectations;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExpectedTest {

  private final FakeWiring wiring = new FakeWiring(new ManualClock(Example.NOW));

  @Test
  void knowsTheOrganizationOnceSomebodySaidIt() {
    wiring.organizationIs("o-a1b2c3d4e5");

    assertThat(Expected.ofOurs(wiring, Example.CLUSTER))
        .isEqualTo(
            new AwsExpectations(
                FakeWiring.BOUNDARY, Tags.OURS.of(Example.CLUSTER, Map.of()), "o-a1b2c3d4e5"));
    assertThat(Expected.ofOthers(wiring))
        .isEqualTo(new AwsExpectations(null, Map.of(), "o-a1b2c3d4e5"));
  }

  @Test
  void expectsNothingOfOthersWhereNobodyDid() {
    assertThat(Expected.ofOthers(wiring)).isEqualTo(AwsExpectations.NONE);
  }
}
