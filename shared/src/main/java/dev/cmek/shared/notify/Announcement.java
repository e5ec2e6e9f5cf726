package dev.cmek.shared.notify;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Something that people and other systems should know.
///
/// @param id the same when the same thing is announced again, so that receivers can drop doubles
/// @param type a CloudEvents type, such as `dev.cmek.onboarding.completed.v1`
/// @param subject the cluster's id, or empty
/// @param title one line of at most 100 characters
/// @param text for a person: who, what, which ids, what to do
/// @param data the same for machines
public record Announcement(
    String id,
    String type,
    String subject,
    Instant time,
    String title,
    String text,
    Map<String, Object> data) {

  /// The `source` of our events, inside them and on a bus.
  public static final String SOURCE = "dev.cmek";

  private static final int LONGEST_TITLE = 100;

  public Announcement {
    title = title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE - 1) + "…";
    data = Map.copyOf(data);
  }

  /// The announcement as a CloudEvents event in structured JSON form.
  public Map<String, Object> cloudEvent() {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("specversion", "1.0");
    event.put("id", id);
    event.put("source", SOURCE);
    event.put("type", type);
    if (!subject.isEmpty()) {
      event.put("subject", subject);
    }
    event.put("time", time);
    event.put("datacontenttype", "application/json");
    event.put("data", data);
    return event;
  }
}
