package dev.cmek.local.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/// What is sent to a queue from now on. What was read stays in the queue, and comes back to others
/// after a while.
final class SqsArrivals implements Supplier<List<Letter>> {

  private static final int HIDDEN_SECONDS = 30;

  private final SqsClient sqs;
  private final String url;
  private final Instant since;

  SqsArrivals(SqsClient sqs, String url) {
    this.sqs = sqs;
    this.url = url;
    this.since = Instant.now().minusSeconds(1); // the queue's clock may be cut to seconds
  }

  @Override
  public List<Letter> get() {
    return sqs
        .receiveMessage(request ->
            request
                .queueUrl(url)
                .maxNumberOfMessages(10)
                .waitTimeSeconds(1)
                .visibilityTimeout(HIDDEN_SECONDS)
                .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP)
                .messageAttributeNames("All"))
        .messages()
        .stream()
        .filter(this::isNew)
        .map(SqsArrivals::letter)
        .toList();
  }

  private boolean isNew(Message message) {
    String sent = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
    return sent != null && !Instant.ofEpochMilli(Long.parseLong(sent)).isBefore(since);
  }

  private static Letter letter(Message message) {
    return Letter.ofAws(
        message.body(),
        message.messageAttributes().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().stringValue())));
  }
}
