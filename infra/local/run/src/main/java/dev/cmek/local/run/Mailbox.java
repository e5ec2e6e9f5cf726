package dev.cmek.local.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/// A queue that is read by people. What was read stays in the queue, and comes back to others after
/// a while.
final class Mailbox {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int HIDDEN_SECONDS = 30;

  /// A message.
  ///
  /// @param attributes their texts by name
  record Letter(String body, Map<String, String> attributes) {

    /// Whether it holds the same JSON; LocalStack does not keep a body's blanks.
    boolean isSame(String json) {
      return !tree().isMissingNode() && tree().equals(tree(json));
    }

    /// The event's type, if it came over the bus.
    Optional<String> eventType() {
      return Optional.of(tree().path("detail-type").asText()).filter(type -> !type.isEmpty());
    }

    /// Which cluster the event is about; empty if none.
    String eventSubject() {
      return tree().at("/detail/subject").asText();
    }

    /// One line for people, if it came over the topic.
    Optional<String> title() {
      return Optional.of(tree().path("Subject").asText()).filter(title -> !title.isEmpty());
    }

    /// The text for people below the title.
    String text() {
      return tree().path("Message").asText();
    }

    private JsonNode tree() {
      return tree(body);
    }

    private static JsonNode tree(String text) {
      try {
        return MAPPER.readTree(text);
      } catch (JsonProcessingException _) {
        return MAPPER.missingNode(); // a letter may hold anything
      }
    }
  }

  private final SqsClient sqs;
  private final String url;
  private final Instant since;
  private final List<Letter> letters = new ArrayList<>();

  /// Reads what is sent from now on.
  Mailbox(SqsClient sqs, String url) {
    this.sqs = sqs;
    this.url = url;
    this.since = Instant.now().minusSeconds(1); // the queue's clock may be cut to seconds
  }

  /// The first letter that fits, waiting for it that long.
  Optional<Letter> await(Predicate<Letter> fits, Duration limit) {
    Instant end = Instant.now().plus(limit);
    while (true) {
      Optional<Letter> found = letters.stream().filter(fits).findFirst();
      if (found.isPresent() || Instant.now().isAfter(end)) {
        return found;
      }
      fetch();
    }
  }

  /// The types of the events that came until now and begin so.
  List<String> eventTypes(String beginning) {
    fetch();
    return letters.stream()
        .flatMap(letter -> letter.eventType().stream())
        .filter(type -> type.startsWith(beginning))
        .toList();
  }

  private void fetch() {
    sqs
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
        .map(Mailbox::letter)
        .filter(letter -> !letters.contains(letter))
        .forEach(letters::add);
  }

  private boolean isNew(Message message) {
    String sent = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
    return sent != null && !Instant.ofEpochMilli(Long.parseLong(sent)).isBefore(since);
  }

  private static Letter letter(Message message) {
    return new Letter(
        message.body(),
        message.messageAttributes().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().stringValue())));
  }
}
