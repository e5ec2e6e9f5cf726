package dev.cmek.shared.verify.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.Inspected;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwsInspectionTest {

  @Test
  void asksForEachObjectOnce() {
    SetUp setUp = new SetUp().regionUses("us-east-1", "KEY1");
    List<String> asked = new ArrayList<>();
    AwsFactSource counting =
        new AwsFactSource() {
          @Override
          public RoleFacts role(String arn) {
            asked.add(arn);
            return setUp.role(arn);
          }

          @Override
          public KeyFacts key(String arn) {
            asked.add(arn);
            return setUp.key(arn);
          }
        };

    Inspected _ = inspection(counting, AwsExpectations.NONE).inspect(setUp.subject());

    assertThat(asked).containsExactly(setUp.roleArn(), setUp.text("KEY1"));
  }

  @Test
  void expectsOfASetUpWhatItIsTold() {
    SetUp byHand = new SetUp().byHand();
    AwsExpectations ours = new SetUp().expectations();

    assertThat(
            inspection(byHand, AwsExpectations.NONE).inspect(byHand.subject()).report().findings())
        .isEmpty();
    assertThat(inspection(byHand, ours).inspect(byHand.subject()).report().findings())
        .extracting(f -> f.code())
        .containsExactly(
            FindingCode.BOUNDARY_MISSING,
            FindingCode.OWNER_TAGS_MISSING,
            FindingCode.OWNER_TAGS_MISSING,
            FindingCode.OWNER_TAGS_MISSING);
  }

  private static AwsInspection inspection(AwsFactSource source, AwsExpectations expectations) {
    return new AwsInspection(
        source, _ -> expectations, AwsChecks.SCHEDULED, InstantSource.fixed(SetUp.NOW));
  }
}
