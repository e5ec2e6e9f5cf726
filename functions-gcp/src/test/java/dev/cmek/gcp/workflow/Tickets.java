package dev.cmek.gcp.workflow;

/// Who may call the ticket door.
final class Tickets {

  static final String CALLERS = "{\"callers\":[]}";

  private Tickets() {}
}
