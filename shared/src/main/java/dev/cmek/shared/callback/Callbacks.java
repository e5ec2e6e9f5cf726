package dev.cmek.shared.callback;

/// The queue of answers that tickets wait for. At least once; nobody waits for their delivery.
public interface Callbacks {

  void send(Callback callback);
}
