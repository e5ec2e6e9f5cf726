package dev.cmek.aws.door;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.door.OnboardingDoor;
import dev.cmek.shared.door.OnboardingInbox;
import dev.cmek.shared.door.Rejections;
import dev.cmek.shared.json.Payloads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// The onboarding queue's door: each message starts a run or goes to the dead letters with the
/// reason; one that could be neither is reported, so that the queue delivers just this one again.
public final class OnboardingFunction implements RequestStreamHandler {

  private static final String NAME = "Onboarding";

  private final OnboardingInbox inbox;

  public OnboardingFunction() {
    this(new AwsWiring(NAME));
  }

  public OnboardingFunction(Wiring wiring) {
    this.inbox =
        new OnboardingInbox(
            new OnboardingDoor(wiring.requests(), wiring.workflows(), wiring.runs()),
            wiring.deadLetters(),
            new Rejections(wiring.announcements(), wiring.clock()),
            wiring.log(NAME));
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    List<BatchItemFailure> again = new ArrayList<>();
    for (JsonNode message : Payloads.tree(input.readAllBytes()).path("Records")) {
      String id = message.path("messageId").asText();
      if (!inbox.take(id, message.path("body").asText())) {
        again.add(new BatchItemFailure(id));
      }
    }
    output.write(Payloads.write(new SQSBatchResponse(again)));
  }
}
