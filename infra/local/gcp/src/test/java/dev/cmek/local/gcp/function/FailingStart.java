package dev.cmek.local.gcp.function;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;

/// Cannot be made.
public final class FailingStart implements HttpFunction {

  /// Fails.
  public FailingStart() {
    throw new IllegalStateException("PROJECT is not set");
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) {
    throw new AssertionError("nobody gets here");
  }
}
