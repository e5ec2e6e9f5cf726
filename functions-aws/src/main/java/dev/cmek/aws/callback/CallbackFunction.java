package dev.cmek.aws.callback;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.door.DeadLetters;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.callback.Callback;
import dev.cmek.shared.callback.CallbackDelivery;
import dev.cmek.shared.callback.CallbackDelivery.Result;
import dev.cmek.shared.callback.CallbackDelivery.Result.Delivered;
import dev.cmek.shared.callback.CallbackDelivery.Result.Later;
import dev.cmek.shared.callback.CallbackDelivery.Result.Refused;
import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.UndeliveredCallbacks;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.step.Stop;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Delivers the callbacks of a queue. One that does not get through comes again after a pause that
/// doubles from a second to a quarter of an hour; one that is refused, or comes for the twelfth
/// time in vain, goes to the dead letters with the reason, and people are told.
public final class CallbackFunction implements RequestStreamHandler {

  private static final String NAME = "Callback";
  private static final int MOST_RECEIPTS = 12;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  private final CallbackDelivery delivery;
  private final Redelivery redelivery;
  private final DeadLetters deadLetters;
  private final UndeliveredCallbacks undelivered;
  private final StepLog log;

  public CallbackFunction() {
    this(new AwsWiring(NAME));
  }

  public CallbackFunction(Wiring wiring) {
    this.delivery = wiring.callbackDelivery();
    this.redelivery = wiring.callbackRedelivery();
    this.deadLetters = wiring.callbackDeadLetters();
    this.undelivered = new UndeliveredCallbacks(wiring.announcements(), wiring.clock());
    this.log = wiring.log(NAME);
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    List<BatchItemFailure> again = new ArrayList<>();
    for (JsonNode message : Payloads.tree(input.readAllBytes()).path("Records")) {
      String id = message.path("messageId").asText();
      try {
        if (!isSettled(message)) {
          again.add(new BatchItemFailure(id));
        }
      } catch (RuntimeException e) {
        // Whatever went wrong with one message must not hold up the others of its batch.
        log.received(
            "ERROR", "FAILED", Map.of("message", id, "cause", String.valueOf(e.getMessage())));
        again.add(new BatchItemFailure(id));
      }
    }
    output.write(Payloads.write(new SQSBatchResponse(again)));
  }

  /// Whether the queue may forget it.
  private boolean isSettled(JsonNode message) {
    String body = message.path("body").asText();
    Callback callback = Payloads.read(body.getBytes(StandardCharsets.UTF_8), Callback.class);
    return switch (deliver(callback)) {
      case Delivered _ -> {
        log.received("INFO", "DELIVERED", fields(message, callback));
        yield true;
      }
      case Later(String reason) when receipts(message) < MOST_RECEIPTS -> {
        postpone(message, callback, reason);
        yield false;
      }
      case Later(String reason) -> {
        giveUp(
            message,
            callback,
            new Rejected(
                Reason.CALLBACK_UNANSWERED, "callbackUrl", reason + ", in the end and before"),
            "Then see to the ticket system's availability");
        yield true;
      }
      case Refused(String reason) -> {
        giveUp(
            message,
            callback,
            new Rejected(Reason.CALLBACK_REFUSED, "callbackUrl", reason),
            "Then correct the ticket's callback URL, what it answers, or the list of callback"
                + " hosts");
        yield true;
      }
    };
  }

  private Result deliver(Callback callback) {
    try {
      return delivery.deliver(callback);
    } catch (Stop e) {
      return new Later(String.valueOf(e.getMessage()));
    }
  }

  private void postpone(JsonNode message, Callback callback, String reason) {
    Duration pause = Duration.ofSeconds(1L << Math.max(0, receipts(message) - 1));
    Map<String, String> fields = fields(message, callback);
    fields.put("cause", reason);
    log.received("WARN", "LATER", fields);
    redelivery.after(
        message.path("receiptHandle").asText(),
        pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
  }

  private void giveUp(JsonNode message, Callback callback, Rejected why, String remedy) {
    deadLetters.send(message.path("body").asText(), why);
    undelivered.announce(callback, why.message(), remedy);
    Map<String, String> fields = fields(message, callback);
    fields.put("reason", why.reason().name());
    fields.put("cause", why.message());
    log.received("WARN", "REJECTED", fields);
  }

  /// From 1.
  private static int receipts(JsonNode message) {
    return message.path("attributes").path("ApproximateReceiveCount").asInt();
  }

  private static Map<String, String> fields(JsonNode message, Callback callback) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("message", message.path("messageId").asText());
    fields.put("callback", callback.id());
    fields.put("host", callback.host());
    return fields;
  }
}
