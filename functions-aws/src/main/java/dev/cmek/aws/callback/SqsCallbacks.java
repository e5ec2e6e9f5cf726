package dev.cmek.aws.callback;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.shared.callback.Callback;
import dev.cmek.shared.callback.Callbacks;
import dev.cmek.shared.json.Payloads;
import java.time.Duration;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Callbacks in an SQS queue, each as JSON.
public final class SqsCallbacks implements Callbacks, Redelivery {

  private final SqsClient sqs;
  private final AwsCalls calls;
  private final String queueUrl;

  public SqsCallbacks(SqsClient sqs, AwsCalls calls, String queueUrl) {
    this.sqs = sqs;
    this.calls = calls;
    this.queueUrl = queueUrl;
  }

  @Override
  public void send(Callback callback) {
    String message = Payloads.writeString(callback);
    var _ =
        calls.call(
            "sqs:SendMessage",
            queueUrl,
            () -> sqs.sendMessage(r -> r.queueUrl(queueUrl).messageBody(message)));
  }

  @Override
  public void after(String receiptHandle, Duration pause) {
    var _ =
        calls.call(
            "sqs:ChangeMessageVisibility",
            queueUrl,
            () ->
                sqs.changeMessageVisibility(r ->
                    r.queueUrl(queueUrl)
                        .receiptHandle(receiptHandle)
                        .visibilityTimeout(Math.toIntExact(pause.toSeconds()))));
  }
}
