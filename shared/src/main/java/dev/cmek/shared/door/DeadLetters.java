package dev.cmek.shared.door;

import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;

/// Where messages go that nobody can work with.
public interface DeadLetters {

  /// Puts the message there unchanged, with the reason and the field as attributes.
  void send(String message, Rejected rejected);
}
