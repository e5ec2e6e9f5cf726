package dev.cmek.shared.iam;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/// How a condition's operator compares one value of the request with one of the policy; negated
/// operators compare like their positive twin.
enum Comparison {
  STRING("StringEquals", "StringNotEquals"),
  STRING_IGNORE_CASE("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
  STRING_LIKE("StringLike", "StringNotLike"),
  ARN("ArnEquals", "ArnNotEquals"),
  ARN_LIKE("ArnLike", "ArnNotLike"),
  BOOL("Bool", ""),
  BINARY("BinaryEquals", ""),
  NUMBER("NumericEquals", "NumericNotEquals"),
  NUMBER_LESS("NumericLessThan", ""),
  NUMBER_AT_MOST("NumericLessThanEquals", ""),
  NUMBER_GREATER("NumericGreaterThan", ""),
  NUMBER_AT_LEAST("NumericGreaterThanEquals", ""),
  DATE("DateEquals", "DateNotEquals"),
  DATE_BEFORE("DateLessThan", ""),
  DATE_AT_MOST("DateLessThanEquals", ""),
  DATE_AFTER("DateGreaterThan", ""),
  DATE_AT_LEAST("DateGreaterThanEquals", ""),
  ADDRESS("IpAddress", "NotIpAddress");

  private final String operator;
  private final String negation;

  Comparison(String operator, String negation) {
    this.operator = operator;
    this.negation = negation;
  }

  static Optional<Comparison> find(String operator) {
    for (Comparison c : values()) {
      if (c.operator.equalsIgnoreCase(operator) || c.isNegatedBy(operator)) {
        return Optional.of(c);
      }
    }
    return Optional.empty();
  }

  boolean isNegatedBy(String operator) {
    return negation.equalsIgnoreCase(operator);
  }

  /// Absent if one of both can't be read as what is compared.
  Optional<Boolean> matches(String wanted, String actual) {
    try {
      return Optional.of(compare(wanted, actual));
    } catch (IllegalArgumentException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private boolean compare(String wanted, String actual) {
    return switch (this) {
      case STRING, BINARY -> Glob.literal(wanted).equals(actual);
      case STRING_IGNORE_CASE, BOOL -> Glob.literal(wanted).equalsIgnoreCase(actual);
      case STRING_LIKE -> Glob.matches(wanted, actual);
      case ARN, ARN_LIKE -> Glob.matchesArn(wanted, actual);
      case NUMBER -> number(wanted, actual, order -> order == 0);
      case NUMBER_LESS -> number(wanted, actual, order -> order < 0);
      case NUMBER_AT_MOST -> number(wanted, actual, order -> order <= 0);
      case NUMBER_GREATER -> number(wanted, actual, order -> order > 0);
      case NUMBER_AT_LEAST -> number(wanted, actual, order -> order >= 0);
      case DATE -> date(wanted, actual, order -> order == 0);
      case DATE_BEFORE -> date(wanted, actual, order -> order < 0);
      case DATE_AT_MOST -> date(wanted, actual, order -> order <= 0);
      case DATE_AFTER -> date(wanted, actual, order -> order > 0);
      case DATE_AT_LEAST -> date(wanted, actual, order -> order >= 0);
      case ADDRESS -> isInNetwork(wanted, actual);
    };
  }

  private static boolean number(String wanted, String actual, IntPredicate order) {
    return order.test(new BigDecimal(actual).compareTo(new BigDecimal(wanted)));
  }

  private static boolean date(String wanted, String actual, IntPredicate order) {
    return order.test(instant(actual).compareTo(instant(wanted)));
  }

  /// RFC 3339, a date alone, or seconds since 1970.
  private static Instant instant(String text) {
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Instant.ofEpochSecond(Long.parseLong(text));
    }
    return text.toUpperCase(Locale.ROOT).indexOf('T') < 0
        ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
        : OffsetDateTime.parse(text).toInstant();
  }

  private static boolean isInNetwork(String network, String address) {
    int slash = network.indexOf('/');
    byte[] wanted =
        InetAddress.ofLiteral(slash < 0 ? network : network.substring(0, slash)).getAddress();
    byte[] actual = InetAddress.ofLiteral(address).getAddress();
    int bits = slash < 0 ? wanted.length * 8 : Integer.parseInt(network.substring(slash + 1));
    if (wanted.length != actual.length) {
      return false;
    }
    if (bits < 0 || bits > wanted.length * 8) {
      throw new IllegalArgumentException("no network: " + network);
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((wanted[bit / 8] & mask) != (actual[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
