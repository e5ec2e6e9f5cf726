package dev.cmek.shared.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cmek.shared.cluster.CloudProvider;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GoogleCloudRequestTest {

  private final RequestParser parser = new RequestParser(CloudProvider.GCP);

  @Test
  void readsWhatGoogleCloudAllowsAndAwsDoesNot() throws BadRequest {
    OnboardingRequest read =
        ticket("\"rotationPeriodDays\":30,\"labels\":{\"team\":\"payments_1\"}");

    assertThat(read.rotationPeriodDays()).isEqualTo(30);
    assertThat(read.labels()).isEqualTo(Map.of("team", "payments_1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "accessGrant":"KEY_POLICY"                             | accessGrant
          "rotationPeriodDays":0                                 | rotationPeriodDays
          "rotationPeriodDays":36501                             | rotationPeriodDays
          "labels":{"Team":"payments"}                           | labels
          "labels":{"team":"Payments"}                           | labels
          "labels":{"cost.center":"4711"}                        | labels
          "labels":{"cmek-cluster":"x"}                          | labels.cmek-cluster
          "keyStrategy":"MULTI_REGION_KEY","keyRegion":"US"      | keyRegion
          """)
  void refusesWhatIsForAwsOnlyAndNamesTheField(String members, String field) {
    BadRequest bad = catchThrowableOfType(BadRequest.class, () -> ticket(members));

    assertThat(bad.field()).isEqualTo(field);
  }

  private OnboardingRequest ticket(String members) throws BadRequest {
    return parser.ticket(RequestExample.CLUSTER, "{" + members + "}");
  }
}
