package dev.cmek.gcp.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.services.iam.v1.model.Policy;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.IamPolicy.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllowPoliciesTest {

  private static final List<Binding> BINDINGS =
      List.of(
          new Binding("roles/viewer", List.of("user:a@example.com", "user:b@example.com")),
          new Binding(
              "roles/editor",
              List.of("user:c@example.com"),
              new Condition("for now", "until it is over", "request.time < timestamp(\"…\")")));

  @Test
  void whatWasReadIsWrittenAgain() {
    IamPolicy policy = new IamPolicy(IamPolicy.VERSION, "BwY=", BINDINGS);

    Policy written = AllowPolicies.write(policy, Policy.class);

    assertThat(AllowPolicies.of(written)).isEqualTo(policy);
    assertThat(written.getBindings().getFirst().getCondition()).isNull();
  }

  @Test
  void policyWithoutEtagIsNotWritten() {
    IamPolicy policy = new IamPolicy(IamPolicy.VERSION, "", BINDINGS);

    assertThatThrownBy(() -> AllowPolicies.write(policy, Policy.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without etag");
  }
}
