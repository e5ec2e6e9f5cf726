package dev.cmek.shared.door;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A request over HTTP as it reached us, whichever gateway brought it.
///
/// @param path from `/v1` on, such as `/v1/clusters`
/// @param callerPath as the caller sees it, where a gateway or a domain puts something before it or
///   in place of `/v1`; the same as `path` where none does
/// @param query decoded; a parameter may be there several times
/// @param headers their values by name; names are the same in any letter case
/// @param sourceAddress of whoever connected, as text: never what a header says
// nobody compares calls: that arrays are equal only to themselves does not matter
@SuppressWarnings("ArrayRecordComponent")
public record HttpCall(
    String method,
    String path,
    String callerPath,
    List<Parameter> query,
    Map<String, String> headers,
    byte[] body,
    String sourceAddress) {

  private static final String UNRESERVED = "-._~";

  public HttpCall {
    query = List.copyOf(query);
    Map<String, String> byLowerCase = new HashMap<>();
    headers.forEach((name, value) ->
        byLowerCase.merge(name.toLowerCase(Locale.ROOT), value.strip(), (a, b) -> a + ", " + b));
    headers = Map.copyOf(byLowerCase);
  }

  /// One parameter of the query.
  ///
  /// @param value empty if there is none
  public record Parameter(String name, String value) {}

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /// What the caller may have signed as the target: one of both paths, and the query in its one
  /// form (see [#target]).
  Set<String> targets() {
    return Stream.of(path, callerPath)
        .map(p -> target(p, query))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// A path and a query as they are signed: each name and value percent-encoded (RFC 3986, all but
  /// letters, digits and `-._~`), sorted by name, then by value, such as
  /// `/v1/clusters?pageSize=50&protection=UNPROTECTED`. So it is the same however gateways on the
  /// way write it.
  public static String target(String path, List<Parameter> query) {
    String sorted =
        query.stream()
            .map(p -> new Parameter(encoded(p.name()), encoded(p.value())))
            .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
            .map(p -> p.name() + "=" + p.value())
            .collect(Collectors.joining("&"));
    return sorted.isEmpty() ? path : path + "?" + sorted;
  }

  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (letterOrDigit || UNRESERVED.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
      }
    }
    return encoded.toString();
  }

  /// Such as `POST /v1/clusters/…/onboarding`: headers and body may hold what nobody may see.
  @Override
  public String toString() {
    return method + " " + path;
  }
}
