package dev.cmek.local.gcp.function;

import java.net.URI;

/// Gives functions an address.
@FunctionalInterface
public interface Hosting {

  /// Has the function answer from now on.
  ///
  /// @return its URL, which is the audience of its callers' tokens
  URI deploy(Function function);
}
