package dev.cmek.shared.callback;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The hosts that callbacks may go to: each by its exact name and port, no patterns.
///
/// Written as `tickets.example, jira.corp.example:8443 allowPrivate`. Without a port it is 443.
/// Only a host with `allowPrivate` may have addresses inside of a private network.
public final class AllowedHosts {

  private static final Pattern COMMA = Pattern.compile(",");

  private static final Pattern ENTRY =
      Pattern.compile(
          "(?<host>[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+])"
              + "(:(?<port>[0-9]{1,5}))?"
              + "(?<private>\\s+allowPrivate)?");

  private static final int HTTPS = 443;

  private final Map<String, Allowed> hosts;

  /// A host of the list.
  ///
  /// @param anyAddress its addresses may be private
  public record Allowed(boolean anyAddress) {}

  private AllowedHosts(Map<String, Allowed> hosts) {
    this.hosts = hosts;
  }

  /// Reads a list; an empty one allows nothing.
  ///
  /// @throws IllegalArgumentException if an entry is no host, naming it
  public static AllowedHosts parse(String list) {
    Map<String, Allowed> hosts = new HashMap<>();
    COMMA
        .splitAsStream(list)
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .forEach(entry -> add(hosts, entry));
    return new AllowedHosts(Map.copyOf(hosts));
  }

  /// What the list says of the URL's host and port.
  Optional<Allowed> find(URI url) {
    return Optional.ofNullable(hosts.get(place(url.getHost(), url.getPort())));
  }

  private static void add(Map<String, Allowed> hosts, String entry) {
    Matcher matcher = ENTRY.matcher(entry);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + entry
              + "' is no exact host such as tickets.example, jira.corp.example:8443 or"
              + " jira.corp.example allowPrivate");
    }
    String port = matcher.group("port");
    hosts.put(
        place(matcher.group("host"), port == null ? HTTPS : Integer.parseInt(port)),
        new Allowed(matcher.group("private") != null));
  }

  private static String place(String host, int port) {
    return host.toLowerCase(Locale.ROOT) + ":" + (port == -1 ? HTTPS : port);
  }
}
