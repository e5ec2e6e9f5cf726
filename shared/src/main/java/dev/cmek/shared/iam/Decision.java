package dev.cmek.shared.iam;

import java.util.Set;

/// What policies say to a request.
public sealed interface Decision {

  /// It is allowed, and nothing denies it.
  record Allowed() implements Decision {}

  /// It is not allowed.
  ///
  /// @param because which policy lacks or denies it, as a clause for a person
  record Denied(Cause cause, String because) implements Decision {}

  /// It depends on what is not known: never to be taken for allowed, nor for denied.
  ///
  /// @param open the conditions, one at least, each with its statement and policy
  record Undecided(Set<String> open) implements Decision {

    public Undecided {
      open = Set.copyOf(open);
    }
  }

  /// Where to look for what is missing.
  enum Cause {
    /// A statement denies it: nothing else counts.
    EXPLICIT_DENY,
    /// The resource's own policy admits neither the principal nor its account.
    RESOURCE_POLICY,
    /// No policy of the principal allows it.
    IDENTITY_POLICY,
    /// The permissions boundary does not allow it.
    BOUNDARY,
    /// The session policy does not allow it.
    SESSION_POLICY
  }

  default boolean isAllowed() {
    return this instanceof Allowed;
  }

  default boolean isDenied() {
    return this instanceof Denied;
  }

  default boolean isUndecided() {
    return this instanceof Undecided;
  }
}
