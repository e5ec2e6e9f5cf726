package dev.cmek.shared.door;

import dev.cmek.shared.door.HttpCall.Parameter;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.BadRequest;
import dev.cmek.shared.sweep.Coverage;
import dev.cmek.shared.sweep.Coverage.Entry;
import dev.cmek.shared.sweep.Protection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Some of the clusters that the last whole sweep listed, as callers see them.
///
/// @param at when that sweep began; absent: there was none yet
/// @param nextPageToken asks for those that follow; absent: none do
record CoveragePage(@Nullable Instant at, List<Entry> clusters, @Nullable String nextPageToken) {

  /// Which clusters are asked for.
  ///
  /// @param after the last one of the page before; absent: from the beginning
  /// @param protection only those protected so; absent: all
  record Query(int pageSize, @Nullable Cursor after, @Nullable Protection protection) {

    private static final int MOST = 500;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");
    private static final Set<String> KNOWN = Set.of("pageSize", "pageToken", "protection");

    static Query of(List<Parameter> parameters) throws BadRequest {
      Map<String, String> values = new HashMap<>();
      for (Parameter parameter : parameters) {
        if (!KNOWN.contains(parameter.name())) {
          throw new BadRequest("query", "known are pageSize, pageToken and protection");
        }
        if (values.put(parameter.name(), parameter.value()) != null) {
          throw new BadRequest(parameter.name(), "is there twice");
        }
      }
      return new Query(
          pageSize(values.getOrDefault("pageSize", "100")),
          values.containsKey("pageToken") ? Cursor.parse(values.get("pageToken")) : null,
          values.containsKey("protection") ? protection(values.get("protection")) : null);
    }

    private static int pageSize(String text) throws BadRequest {
      int size = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
      if (size < 1 || size > MOST) {
        throw new BadRequest("pageSize", "must be a whole number from 1 to " + MOST);
      }
      return size;
    }

    private static Protection protection(String text) throws BadRequest {
      return Arrays.stream(Protection.values())
          .filter(protection -> protection.name().equals(text))
          .findFirst()
          .orElseThrow(() ->
              new BadRequest(
                  "protection", "must be one of " + Arrays.toString(Protection.values())));
    }
  }

  /// A place in the list. It stays right when clusters come and go between two pages.
  record Cursor(String name, String id) {

    /// Refuses a token that lacks one of them.
    Cursor {
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
    }

    static Cursor parse(String token) throws BadRequest {
      try {
        return Payloads.read(Base64.getUrlDecoder().decode(token), Cursor.class);
      } catch (IllegalArgumentException _) {
        throw new BadRequest("pageToken", "must be what the page before gave as nextPageToken");
      }
    }

    String token() {
      String json = Payloads.writeString(this);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Cursor of(Entry entry) {
      return new Cursor(entry.name(), entry.clusterId().value());
    }

    private boolean isBefore(Entry entry) {
      int byName = name.compareTo(entry.name());
      return byName < 0 || (byName == 0 && id.compareTo(entry.clusterId().value()) < 0);
    }
  }

  static CoveragePage of(Optional<Coverage> coverage, Query query) {
    Cursor after = query.after();
    List<Entry> rest =
        coverage.map(Coverage::entries).orElse(List.of()).stream()
            .filter(e -> query.protection() == null || query.protection() == e.protection())
            .filter(e -> after == null || after.isBefore(e))
            .toList();
    List<Entry> page = rest.stream().limit(query.pageSize()).toList();
    return new CoveragePage(
        coverage.map(Coverage::at).orElse(null),
        page,
        page.size() < rest.size() ? Cursor.of(page.getLast()).token() : null);
  }
}
