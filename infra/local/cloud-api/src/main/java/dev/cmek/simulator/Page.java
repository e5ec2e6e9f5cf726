package dev.cmek.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The part of a list that a caller asked for with `pagination.page` and `pagination.limit`.
record Page(int offset, int limit) {
  private static final String TOKEN_PREFIX = "offset:";

  static Page asked(Map<String, String> query, int usualLimit) {
    int limit = wholeNumber("pagination.limit", query.getOrDefault("pagination.limit", "0"));
    String token = query.getOrDefault("pagination.page", "");
    return new Page(token.isEmpty() ? 0 : offset(token), limit == 0 ? usualLimit : limit);
  }

  /// The answer with this part under the name, and the tokens of its neighbours.
  ObjectNode of(String name, List<? extends JsonNode> all) {
    int from = Math.min(offset, all.size());
    int to = Math.min(from + limit, all.size());
    ArrayNode part = Json.array().addAll(all.subList(from, to));
    ObjectNode answer = Json.object().set(name, part);
    if (from == 0 && to == all.size()) {
      return answer.putNull("pagination");
    }
    answer
        .putObject("pagination")
        .put("next_page", to < all.size() ? token(to) : null)
        .put("previous_page", from > 0 ? token(Math.max(0, from - limit)) : null);
    return answer;
  }

  private static String token(int offset) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((TOKEN_PREFIX + offset).getBytes(StandardCharsets.UTF_8));
  }

  private static int offset(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(TOKEN_PREFIX)) {
        return wholeNumber("pagination.page", text.substring(TOKEN_PREFIX.length()));
      }
    } catch (IllegalArgumentException _) {
      // no base64: refused below
    }
    throw ApiError.invalid("pagination.page is no token of an earlier answer");
  }

  static int wholeNumber(String name, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // refused below, like a negative one
    }
    throw ApiError.invalid(name + " must be a whole number from 0");
  }
}
