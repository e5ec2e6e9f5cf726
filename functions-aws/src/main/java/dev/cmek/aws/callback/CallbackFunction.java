package dev.cmek.aws.callback;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.callback.CallbackInbox;
import dev.cmek.shared.callback.CallbackInbox.Answer;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.UndeliveredCallbacks;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.step.Stop;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// [CallbackInbox] on Lambda: the queue's visibility time-out makes the pauses.
public final class CallbackFunction implements RequestStreamHandler {

  private static final String NAME = "Callback";

  private final CallbackInbox inbox;
  private final Redelivery redelivery;
  private final StepLog log;

  public CallbackFunction() {
    this(new AwsWiring(NAME));
  }

  public CallbackFunction(Wiring wiring) {
    this.log = wiring.log(NAME);
    this.inbox =
        new CallbackInbox(
            wiring.callbackDelivery(),
            wiring.callbackDeadLetters(),
            new UndeliveredCallbacks(wiring.announcements(), wiring.clock()),
            log);
    this.redelivery = wiring.callbackRedelivery();
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    List<BatchItemFailure> again = new ArrayList<>();
    for (JsonNode message : Payloads.tree(input.readAllBytes()).path("Records")) {
      String id = message.path("messageId").asText();
      int receipts = message.path("attributes").path("ApproximateReceiveCount").asInt();
      if (inbox.take(id, message.path("body").asText(), receipts)
          instanceof Answer.Again(var pause)) {
        postpone(id, message.path("receiptHandle").asText(), pause);
        again.add(new BatchItemFailure(id));
      }
    }
    output.write(Payloads.write(new SQSBatchResponse(again)));
  }

  /// If the queue can't be told, the message comes again after the queue's own time-out.
  private void postpone(String id, String receiptHandle, Duration pause) {
    try {
      redelivery.after(receiptHandle, pause);
    } catch (Stop e) {
      log.received("WARN", "LATER", Map.of("message", id, "cause", String.valueOf(e.getMessage())));
    }
  }
}
