package dev.cmek.aws.door;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.shared.door.DeadLetters;
import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Dead letters in the queue that also takes what the onboarding queue gives up on.
public final class SqsDeadLetters implements DeadLetters {

  private final SqsClient sqs;
  private final AwsCalls calls;
  private final String queueUrl;

  public SqsDeadLetters(SqsClient sqs, AwsCalls calls, String queueUrl) {
    this.sqs = sqs;
    this.calls = calls;
    this.queueUrl = queueUrl;
  }

  @Override
  public void send(String message, Rejected rejected) {
    var _ =
        calls.call(
            "sqs:SendMessage",
            queueUrl,
            () ->
                sqs.sendMessage(r ->
                    r.queueUrl(queueUrl)
                        .messageBody(message)
                        .messageAttributes(
                            Map.of(
                                "reason", text(rejected.reason().name()),
                                "field", text(rejected.field()),
                                "message", text(rejected.message())))));
  }

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }
}
