package dev.cmek.local.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/// Everything that came to a queue, kept in order; several may read at once.
final class Letters {

  private final SqsClient sqs;
  private final String queueUrl;
  private final List<Message> messages = new ArrayList<>();

  Letters(SqsClient sqs, String queueUrl) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
  }

  /// Those that came until now and hold this text.
  synchronized List<Message> with(String text) {
    List<Message> fresh;
    do {
      fresh =
          sqs.receiveMessage(
                  r -> r.queueUrl(queueUrl).maxNumberOfMessages(10).messageAttributeNames("All"))
              .messages();
      messages.addAll(fresh);
      for (Message message : fresh) {
        var _ = sqs.deleteMessage(r -> r.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
      }
    } while (!fresh.isEmpty());
    Predicate<Message> holdsIt = message -> message.body().contains(text);
    return messages.stream().filter(holdsIt).toList();
  }

  /// Waits for as many.
  List<Message> await(String text, int number) {
    Await.that(number + " messages with " + text, () -> with(text).size() >= number);
    return with(text);
  }
}
