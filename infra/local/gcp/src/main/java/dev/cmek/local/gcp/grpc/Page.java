package dev.cmek.local.gcp.grpc;

import java.util.List;

/// A part of a list.
///
/// @param nextToken empty after the last part
public record Page<T>(List<T> items, String nextToken) {

  private static final int USUAL = 100;

  public Page {
    items = List.copyOf(items);
  }

  /// The part of a list that a request asks for.
  ///
  /// @param size 0 leaves it to us
  /// @param token empty for the first part, else where the last one ended
  public static <T> Page<T> of(List<T> all, int size, String token) {
    if (size < 0) {
      throw Refusal.invalid("page_size must not be negative.");
    }
    if (!token.matches("\\d{0,9}")) {
      throw Refusal.invalid("page_token is not valid.");
    }
    int from = Math.min(token.isEmpty() ? 0 : Integer.parseInt(token), all.size());
    int to = Math.min(from + (size == 0 ? USUAL : size), all.size());
    return new Page<>(all.subList(from, to), to == all.size() ? "" : String.valueOf(to));
  }
}
