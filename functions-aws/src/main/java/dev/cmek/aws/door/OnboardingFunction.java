package dev.cmek.aws.door;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.door.OnboardingDoor;
import dev.cmek.shared.door.OnboardingDoor.Answer.Known;
import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.door.OnboardingDoor.Answer.Started;
import dev.cmek.shared.door.Rejections;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.step.Stop;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The onboarding queue's door: each message starts a run or goes to the dead letters with the
/// reason; one that could be neither is reported, so that the queue delivers just this one again.
public final class OnboardingFunction implements RequestStreamHandler {

  private static final String NAME = "Onboarding";

  private final OnboardingDoor door;
  private final DeadLetters deadLetters;
  private final Rejections rejections;
  private final StepLog log;

  public OnboardingFunction() {
    this(new AwsWiring(NAME));
  }

  public OnboardingFunction(Wiring wiring) {
    this.door = new OnboardingDoor(wiring.workflows(), wiring.runs());
    this.deadLetters = wiring.deadLetters();
    this.rejections = new Rejections(wiring.announcements(), wiring.clock());
    this.log = wiring.log(NAME);
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    List<BatchItemFailure> again = new ArrayList<>();
    for (JsonNode message : Payloads.tree(input.readAllBytes()).path("Records")) {
      String id = message.path("messageId").asText();
      try {
        receive(id, message.path("body").asText());
      } catch (Stop e) {
        log.received(
            "WARN", "LATER", Map.of("message", id, "cause", String.valueOf(e.getMessage())));
        again.add(new BatchItemFailure(id));
      } catch (RuntimeException e) {
        // Whatever went wrong with one message must not hold up the others of its batch.
        log.received(
            "ERROR", "FAILED", Map.of("message", id, "cause", String.valueOf(e.getMessage())));
        again.add(new BatchItemFailure(id));
      }
    }
    output.write(Payloads.write(new SQSBatchResponse(again)));
  }

  private void receive(String id, String body) {
    switch (door.receive(body)) {
      case Started(String run, String execution) ->
          log.received(
              "INFO", "STARTED", Map.of("message", id, "run", run, "execution", execution));
      case Known(String run, String execution) ->
          log.received("INFO", "KNOWN", Map.of("message", id, "run", run, "execution", execution));
      case Rejected rejected -> {
        deadLetters.send(body, rejected);
        rejections.announce(id, rejected);
        log.received(
            "WARN",
            "REJECTED",
            Map.of("message", id, "reason", rejected.reason().name(), "field", rejected.field()));
      }
    }
  }
}
