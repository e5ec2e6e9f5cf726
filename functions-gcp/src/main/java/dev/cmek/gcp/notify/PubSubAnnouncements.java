package dev.cmek.gcp.notify;

import dev.cmek.gcp.message.Topic;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.notify.Announcements;
import dev.cmek.shared.step.StepLog;
import java.util.LinkedHashMap;
import java.util.Map;

/// Announcements in a topic, for machines and for people: CloudEvents in structured JSON form, with
/// `title` and `text` as extensions; and as lines of the log, which an alert policy watches.
public final class PubSubAnnouncements implements Announcements {

  private final Topic topic;
  private final StepLog log;

  public PubSubAnnouncements(Topic topic, StepLog log) {
    this.topic = topic;
    this.log = log;
  }

  @Override
  public void announce(Announcement announcement) {
    Map<String, Object> event = new LinkedHashMap<>(announcement.cloudEvent());
    event.put("title", announcement.title());
    event.put("text", announcement.text());
    topic.publish(
        Payloads.write(event),
        Map.of(
            "content-type", "application/cloudevents+json",
            "type", announcement.type(),
            "subject", announcement.subject()));
    log.received(
        "INFO",
        "ANNOUNCED",
        Map.of(
            "announcement", announcement.id(),
            "type", announcement.type(),
            "title", announcement.title()));
  }
}
