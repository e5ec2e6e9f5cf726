package dev.cmek.shared.iam;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What is known of a request beside principal, action and resource: the keys that conditions ask
/// for. A key has a value, is known to be absent, or is unknown; a condition on an unknown key is
/// never decided.
///
/// Upper and lower case of keys count alike. A value never changes once it is built: each change
/// gives a new one.
public final class Context {

  /// Nothing is known.
  public static final Context UNKNOWN = new Context(Map.of(), List.of(), List.of());

  private final Map<String, List<String>> values;
  private final List<String> absent;
  private final List<String> unknown;

  private Context(Map<String, List<String>> values, List<String> absent, List<String> unknown) {
    this.values = values;
    this.absent = absent;
    this.unknown = unknown;
  }

  /// These are known, everything else is not.
  public static Context of(Map<String, List<String>> values) {
    return UNKNOWN.with(values);
  }

  /// These are all: a key that is not there is absent, as in a request that was recorded whole.
  public static Context whole(Map<String, List<String>> values) {
    return of(values).without("*");
  }

  /// The key has these values; without any it is absent.
  public Context with(String key, String... of) {
    return with(key, List.of(of));
  }

  /// The key has these values; without any it is absent.
  public Context with(String key, List<String> of) {
    return with(Map.of(key, of));
  }

  /// The keys have these values; without any a key is absent.
  public Context with(Map<String, List<String>> of) {
    Map<String, List<String>> more = new HashMap<>(values);
    of.forEach((key, list) -> more.put(normal(key), List.copyOf(list)));
    return new Context(more, absent, unknown);
  }

  /// The request surely has none of these keys, unless [#with] gives a value.
  ///
  /// @param keys may hold wildcards, such as `aws:RequestTag/*`
  public Context without(String... keys) {
    return new Context(values, plus(absent, keys), unknown);
  }

  /// Nothing is known of these keys, whatever [#without] says; not even [#with] counts.
  ///
  /// @param keys may hold wildcards
  public Context unknown(String... keys) {
    return new Context(values, absent, plus(unknown, keys));
  }

  /// Empty: unknown. A list that is empty: the key is absent.
  Optional<List<String>> find(String key) {
    String name = normal(key);
    if (matchesAny(unknown, name)) {
      return Optional.empty();
    }
    List<String> of = values.get(name);
    if (of != null) {
      return Optional.of(of);
    }
    return matchesAny(absent, name) ? Optional.of(List.of()) : Optional.empty();
  }

  /// This value unless there is one, or the key is known to be absent.
  Context withDefault(String key, String value) {
    return values.containsKey(normal(key)) ? this : with(key, value);
  }

  private static boolean matchesAny(List<String> patterns, String name) {
    return patterns.stream().anyMatch(p -> Glob.matches(p, name));
  }

  private static List<String> plus(List<String> list, String... more) {
    List<String> sum = new ArrayList<>(list);
    for (String key : more) {
      sum.add(normal(key));
    }
    return List.copyOf(sum);
  }

  private static String normal(String key) {
    return key.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return values + ", absent " + absent + ", unknown " + unknown;
  }
}
