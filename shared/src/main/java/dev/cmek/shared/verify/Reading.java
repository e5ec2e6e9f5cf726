package dev.cmek.shared.verify;

import java.util.Optional;

/// A fact as far as it could be had. Gathering facts never throws: what could not be read is a
/// finding too.
///
/// @param <T> the fact
public sealed interface Reading<T> {

  /// It was read.
  record Read<T>(T value) implements Reading<T> {}

  /// There is no such thing.
  record Absent<T>() implements Reading<T> {}

  /// We may not look.
  ///
  /// @param action what would have to be allowed, such as `kms:GetKeyPolicy`
  record Denied<T>(String action) implements Reading<T> {}

  /// There was no answer, or none that could be understood.
  ///
  /// @param cause as a clause for a person
  record Unreachable<T>(String cause) implements Reading<T> {}

  /// A fact that was read.
  static <T> Reading<T> of(T value) {
    return new Read<>(value);
  }

  /// What was read, if it was.
  default Optional<T> find() {
    return this instanceof Read<T>(T value) ? Optional.of(value) : Optional.empty();
  }

  /// Read, or known not to be there: no more can be learnt.
  default boolean isKnown() {
    return this instanceof Read<T> || this instanceof Absent<T>;
  }
}
