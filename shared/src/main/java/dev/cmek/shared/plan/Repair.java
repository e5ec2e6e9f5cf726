package dev.cmek.shared.plan;

/// What to do when others changed the access of a protected cluster: the same words everywhere.
public final class Repair {

  /// The remedy of `ACCESS_CHANGED_BY_OTHERS`.
  public static final String REMEDY =
      "Find out who changed it and why. If it was a mistake, start the provision workflow directly"
          + " with {\"request\":{…as in the event…},\"repair\":true}: it puts access back as intended";

  private Repair() {}
}
