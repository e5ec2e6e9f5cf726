package dev.cmek.aws.notify;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.notify.Announcements;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.sns.SnsClient;

/// Announcements as CloudEvents on an EventBridge bus, and as readable text on an SNS topic.
public final class AwsAnnouncements implements Announcements {

  private final EventBridgeClient events;
  private final SnsClient sns;
  private final AwsCalls calls;
  private final String bus;
  private final String topicArn;

  public AwsAnnouncements(
      EventBridgeClient events, SnsClient sns, AwsCalls calls, String bus, String topicArn) {
    this.events = events;
    this.sns = sns;
    this.calls = calls;
    this.bus = bus;
    this.topicArn = topicArn;
  }

  @Override
  public void announce(Announcement announcement) {
    PutEventsRequestEntry entry =
        PutEventsRequestEntry.builder()
            .eventBusName(bus)
            .source(Announcement.SOURCE)
            .detailType(announcement.type())
            .time(announcement.time())
            .detail(Payloads.writeString(announcement.cloudEvent()))
            .build();
    PutEventsResponse answer =
        calls.call("events:PutEvents", bus, () -> events.putEvents(r -> r.entries(entry)));
    if (answer.failedEntryCount() > 0) {
      throw new IllegalStateException(
          "bus " + bus + " refused an event: " + answer.entries().getFirst().errorCode());
    }
    var _ =
        calls.call(
            "sns:Publish",
            topicArn,
            () ->
                sns.publish(r ->
                    r.topicArn(topicArn)
                        .subject(ascii(announcement.title()))
                        .message(announcement.text())));
  }

  /// SNS takes ASCII subjects without control characters only ("Publish", Subject).
  private static String ascii(String title) {
    return title.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
