package dev.cmek.shared.iam;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Whom a statement of a resource's policy is about.
///
/// @param negated written as `NotPrincipal`: all but these
/// @param byType by `AWS`, `Service`, `Federated` or `CanonicalUser`. The short form `"Principal":
///   "*"` is the same as `{"AWS": "*"}`
public record Principals(boolean negated, Map<String, List<String>> byType) {

  static final List<String> TYPES = List.of("AWS", "Service", "Federated", "CanonicalUser");

  public Principals {
    Map<String, List<String>> copy = new TreeMap<>();
    byType.forEach((type, values) -> copy.put(type, List.copyOf(values)));
    byType = Collections.unmodifiableMap(copy);
  }

  /// AWS identities: ARNs, account numbers or `*`.
  public static Principals aws(String... values) {
    return new Principals(false, Map.of("AWS", List.of(values)));
  }

  /// AWS services, such as `lambda.amazonaws.com`.
  public static Principals service(String... values) {
    return new Principals(false, Map.of("Service", List.of(values)));
  }

  /// Those of one type, none if the type is not named.
  public List<String> of(String type) {
    return byType.getOrDefault(type, List.of());
  }

  /// Everybody, in whatever account.
  public boolean isEveryone() {
    return !negated && of("AWS").contains("*");
  }

  /// This principal beside those that are there.
  public Principals and(String type, String value) {
    Map<String, List<String>> more = new TreeMap<>(byType);
    List<String> values = new ArrayList<>(of(type));
    values.add(value);
    more.put(type, values);
    return new Principals(negated, more);
  }

  /// The number in `111122223333` and `arn:aws:iam::111122223333:root`, which mean the same; any
  /// other principal as it is.
  static String normal(String principal) {
    return Arn.find(principal).filter(Arn::isAccountRoot).map(Arn::account).orElse(principal);
  }

  /// Stands for this account, as number or as root ARN.
  public static boolean isAccount(String principal, String account) {
    return normal(principal).equals(account);
  }

  /// What IAM shows of a role or user that was deleted: its unique id, such as `AROA…`. It never
  /// matches anybody again.
  public static boolean isDead(String principal) {
    return (principal.startsWith("AROA") || principal.startsWith("AIDA"))
        && principal.indexOf(':') < 0;
  }

  /// An AWS account number.
  public static boolean isAccountNumber(String text) {
    return text.length() == 12 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
