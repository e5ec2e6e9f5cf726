package dev.cmek.local.aws.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

/// Cannot be constructed.
public final class FailingInit implements RequestHandler<Map<String, String>, String> {

  public FailingInit() {
    throw new IllegalStateException("a setting is missing");
  }

  @Override
  public String handleRequest(Map<String, String> input, Context context) {
    return "";
  }
}
