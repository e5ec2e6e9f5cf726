package dev.cmek.shared.callback;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;

/// Sends one POST over TLS.
@FunctionalInterface
public interface HttpsPost {

  /// The status that the server answers.
  ///
  /// @param address the one to connect to: nobody looks the host up again, so that what was checked
  ///   is what is reached
  /// @param url gives host, port, path and query
  /// @throws java.net.http.HttpTimeoutException if no answer came in time
  /// @throws java.net.ProtocolException if what came is no HTTP
  /// @throws IOException if no connection came about or it was lost; caused by a
  ///   `CertificateException` if the server's certificate is not trusted or not that host's
  int send(InetAddress address, URI url, Map<String, String> headers, byte[] body)
      throws IOException;
}
