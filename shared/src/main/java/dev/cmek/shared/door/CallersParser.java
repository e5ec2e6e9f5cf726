package dev.cmek.shared.door;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.door.Caller.Bearer;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the callers' secret, which people write by hand:
///
/// ```json
/// {"callers": [{"keyId": "ci", "secrets": ["…32 characters or more…"], "routes": ["ONBOARD", "READ_RUN"]},
///   {"keyId": "jira", "bearer": {"sha256": "<hex>", "addresses": ["203.0.113.0/24"]}, "routes": ["ONBOARD"]}]}
/// ```
///
/// What is wrong is named by its place. No value is ever shown, nor a name that is not known: a
/// secret may stand anywhere by mistake.
final class CallersParser {

  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{32,512}");
  private static final Pattern SHA256 = Pattern.compile("[0-9A-Fa-f]{64}");

  private CallersParser() {}

  /// The callers by their key ids.
  ///
  /// @throws IllegalArgumentException naming the place of what is wrong, such as
  ///   `callers[0].routes[1]`
  static Map<String, Caller> parse(Secret json) {
    JsonNode root = Payloads.tree(json.reveal().getBytes(StandardCharsets.UTF_8));
    members("", root, Set.of("callers"));
    Map<String, Caller> callers = new LinkedHashMap<>();
    List<JsonNode> nodes = list("callers", root.get("callers"));
    for (int i = 0; i < nodes.size(); i++) {
      Caller caller = caller("callers[" + i + "]", nodes.get(i));
      if (callers.put(caller.keyId(), caller) != null) {
        throw wrong("callers[" + i + "].keyId", "is another caller's");
      }
    }
    return callers;
  }

  private static Caller caller(String at, JsonNode node) {
    members(at, node, Set.of("keyId", "secrets", "bearer", "routes"));
    String keyId =
        text(at + ".keyId", node.get("keyId"), KEY_ID, "1 to 64 letters, digits and ._-");
    List<Secret> secrets = new ArrayList<>();
    if (node.has("secrets")) {
      List<JsonNode> nodes = list(at + ".secrets", node.get("secrets"));
      for (JsonNode secret : nodes) {
        String place = at + ".secrets[" + secrets.size() + "]";
        String must = "32 to 512 printable ASCII characters without spaces";
        secrets.add(new Secret(text(place, secret, SECRET, must)));
      }
      if (nodes.isEmpty() || nodes.size() > 2) {
        throw wrong(at + ".secrets", "must be one, or two while one replaces the other");
      }
    }
    Bearer bearer = node.has("bearer") ? bearer(at + ".bearer", node.get("bearer")) : null;
    if (secrets.isEmpty() && bearer == null) {
      throw wrong(at, "must have secrets or bearer");
    }
    return new Caller(keyId, secrets, bearer, routes(at + ".routes", node.get("routes")));
  }

  private static Bearer bearer(String at, JsonNode node) {
    members(at, node, Set.of("sha256", "addresses"));
    String hash = text(at + ".sha256", node.get("sha256"), SHA256, "64 hex digits");
    List<AddressRange> addresses = new ArrayList<>();
    for (JsonNode address : list(at + ".addresses", node.get("addresses"))) {
      try {
        addresses.add(AddressRange.parse(address.asText()));
      } catch (IllegalArgumentException _) {
        // its text may quote the value
        throw wrong(
            at + ".addresses[" + addresses.size() + "]",
            "must be an address or a range such as 203.0.113.0/24 or 2001:db8::/32, with no bits"
                + " after its prefix and not of all addresses");
      }
    }
    if (addresses.isEmpty()) {
      throw wrong(at + ".addresses", "must be one at least");
    }
    return new Bearer(new Secret(hash.toLowerCase(Locale.ROOT)), addresses);
  }

  private static Set<Route> routes(String at, @Nullable JsonNode node) {
    Set<Route> routes = EnumSet.noneOf(Route.class);
    int i = 0;
    for (JsonNode name : list(at, node)) {
      String place = at + "[" + i++ + "]";
      routes.add(
          Arrays.stream(Route.values())
              .filter(route -> route.name().equals(name.asText()))
              .findFirst()
              .orElseThrow(() -> wrong(place, "must be one of " + Arrays.asList(Route.values()))));
    }
    return routes;
  }

  private static void members(String at, JsonNode node, Set<String> known) {
    if (!node.isObject()) {
      throw wrong(at, "must be a JSON object");
    }
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            String names = known.stream().sorted().collect(Collectors.joining(", "));
            throw wrong(at, "has a member that is not known; known are " + names);
          }
        });
  }

  private static List<JsonNode> list(String at, @Nullable JsonNode node) {
    if (node == null || !node.isArray()) {
      throw wrong(at, "must be a list");
    }
    List<JsonNode> items = new ArrayList<>();
    node.forEach(items::add);
    return items;
  }

  private static String text(String at, @Nullable JsonNode node, Pattern pattern, String must) {
    if (node == null || !node.isTextual() || !pattern.matcher(node.textValue()).matches()) {
      throw wrong(at, "must be " + must);
    }
    return node.textValue();
  }

  private static IllegalArgumentException wrong(String at, String what) {
    return new IllegalArgumentException(
        "the callers' secret: " + (at.isEmpty() ? "it" : at) + " " + what);
  }
}
