package dev.cmek.shared.callback;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Finds a host's addresses.
@FunctionalInterface
public interface HostAddresses {

  /// All of them, one at least.
  List<InetAddress> find(String host) throws UnknownHostException;

  /// As this machine resolves names.
  static HostAddresses system() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}
