package dev.cmek.shared.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.IamPolicy.Condition;
import dev.cmek.shared.gcp.IamPolicy.Grant;
import java.util.List;
import org.junit.jupiter.api.Test;

class IamPolicyTest {

  private static final Condition TONIGHT = new Condition("tonight", "", "request.time < now");

  private final IamPolicy policy =
      new IamPolicy(
          1,
          "abc",
          List.of(
              new Binding("roles/a", List.of("user:1", "user:2")),
              new Binding("roles/b", List.of("user:3"), TONIGHT)));

  @Test
  void grantsAreAddedBesideOthers() {
    IamPolicy wider = policy.with("roles/a", "user:9");

    assertThat(wider.has("roles/a", "user:9")).isTrue();
    assertThat(wider.grants()).containsAll(policy.grants()).hasSize(4);
    assertThat(wider.etag()).isEqualTo("abc");
  }

  @Test
  void whatIsGrantedAlreadyIsNotAddedAgain() {
    assertThat(policy.with("roles/a", "user:1")).isSameAs(policy);
  }

  @Test
  void aGrantUnderAConditionIsNotTheSameGrant() {
    IamPolicy wider = policy.with("roles/b", "user:3");

    assertThat(policy.has("roles/b", "user:3")).isFalse();
    assertThat(wider.bindings()).hasSize(3);
    assertThat(wider.grants()).contains(new Grant("roles/b", "user:3", TONIGHT));
  }

  @Test
  void oneGrantIsTakenAwayAndNoOther() {
    IamPolicy narrower = policy.without(new Grant("roles/b", "user:3", TONIGHT));

    assertThat(narrower.bindings()).containsExactly(policy.bindings().getFirst());
    assertThat(policy.without(new Grant("roles/b", "user:3", null)).grants())
        .isEqualTo(policy.grants());
  }
}
