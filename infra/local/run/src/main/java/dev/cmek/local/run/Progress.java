package dev.cmek.local.run;

/// Hears how far a start is.
public interface Progress {

  /// Something long begins, worth a line of its own.
  void begins(String what);

  /// What is being worked on now; many of these follow each other quickly.
  void working(String what);

  /// Something is ready.
  void ready(String what);
}
