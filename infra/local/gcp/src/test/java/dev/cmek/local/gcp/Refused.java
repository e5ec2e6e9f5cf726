package dev.cmek.local.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// What Google's clients throw for a refusal.
public final class Refused {

  private Refused() {}

  /// Fails unless the call is refused like this.
  public static void assertRefused(ThrowingCallable call, Code code, String messagePart) {
    ApiException refusal = catchThrowableOfType(ApiException.class, call);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.getStatusCode().getCode()).as(refusal.getMessage()).isEqualTo(code);
    assertThat(refusal).hasMessageContaining(messagePart);
  }
}
