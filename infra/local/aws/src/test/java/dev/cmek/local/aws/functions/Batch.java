package dev.cmek.local.aws.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.List;
import java.util.Map;

/// Takes a batch from a queue and cannot do with those messages that say `bad`.
public final class Batch
    implements RequestHandler<
        Map<String, List<Map<String, Object>>>, Map<String, List<Map<String, String>>>> {

  @Override
  public Map<String, List<Map<String, String>>> handleRequest(
      Map<String, List<Map<String, Object>>> event, Context context) {
    return Map.of(
        "batchItemFailures",
        event.getOrDefault("Records", List.of()).stream()
            .filter(message -> "bad".equals(message.get("body")))
            .map(message -> Map.of("itemIdentifier", String.valueOf(message.get("messageId"))))
            .toList());
  }
}
