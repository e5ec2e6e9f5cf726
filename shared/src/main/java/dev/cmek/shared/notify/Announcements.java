package dev.cmek.shared.notify;

/// Where announcements go: an event bus for machines and a topic for people. At least once.
public interface Announcements {

  void announce(Announcement announcement);
}
