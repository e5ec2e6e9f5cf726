package dev.cmek.shared.verify;

/// What verification can find. The name is part of the product: it stands in tickets, alerts and
/// evidence, so it never changes its meaning.
public enum FindingCode {
  // The principal that the vendor acts as.

  /// The role does not exist.
  ROLE_MISSING(Severity.ACCESS_LOST, Stale.BY_OBJECT),
  /// The trust admits nobody of the vendor's account, or denies it; on Google Cloud, the vendor may
  /// not act as the service account.
  TRUST_WITHOUT_VENDOR(Severity.ACCESS_LOST, Stale.BY_OBJECT),
  /// The trust admits the vendor's account, but not with this organization's external id.
  TRUST_WRONG_EXTERNAL_ID(Severity.ACCESS_LOST, Stale.BY_OBJECT),
  /// Whether the trust admits the vendor depends on a condition that can't be decided here.
  TRUST_UNDECIDED(Severity.UNKNOWN, Stale.BY_OBJECT),
  /// The trust admits somebody other than the vendor's account; on Google Cloud, somebody else may
  /// act as the service account.
  TRUST_OPEN_TO_OTHERS(Severity.EXPOSED, Stale.BY_OBJECT),
  /// The trust admits the vendor without an external id, or with any: the confused deputy.
  TRUST_WITHOUT_EXTERNAL_ID(Severity.EXPOSED, Stale.BY_OBJECT),
  /// The trust admits the vendor with the external id of another organization too.
  TRUST_OTHER_EXTERNAL_ID(Severity.EXPOSED, Stale.BY_OBJECT),
  /// The trust names a role or user that was deleted.
  TRUST_DEAD_PRINCIPAL(Severity.HYGIENE),
  /// The role has no permissions boundary.
  BOUNDARY_MISSING(Severity.EXPOSED, Stale.BY_OBJECT),
  /// The role has another permissions boundary than this system's.
  BOUNDARY_OTHER(Severity.EXPOSED),
  /// The permissions boundary allows more than using keys.
  BOUNDARY_TOO_WIDE(Severity.EXPOSED),
  /// The service account does not exist, or was deleted.
  ACCOUNT_MISSING(Severity.ACCESS_LOST, Stale.BY_OBJECT),
  /// The service account is disabled.
  ACCOUNT_DISABLED(Severity.ACCESS_LOST),
  /// The vendor may do more with the service account than mint tokens, or act as others too.
  TRUST_TOO_WIDE(Severity.EXPOSED),
  /// The service account has roles that a cluster does not need.
  ACCOUNT_OTHER_ROLES(Severity.EXPOSED),
  /// The service account may use other keys than this cluster's: its role stands on a key ring, a
  /// project or above.
  ACCOUNT_OTHER_KEYS(Severity.EXPOSED),
  /// The service account is in another project than its key.
  ACCOUNT_OTHER_PROJECT(Severity.HYGIENE),
  /// The role may do more than the five actions.
  ROLE_OTHER_ACTIONS(Severity.EXPOSED),
  /// The role may use other keys than this cluster's.
  ROLE_OTHER_KEYS(Severity.EXPOSED),

  // The key.

  /// The Cloud API would be told a text that is no key's ARN or name.
  KEY_URI_INVALID(Severity.ACCESS_LOST),
  /// The key does not exist.
  KEY_MISSING(Severity.ACCESS_LOST, Stale.BY_OBJECT),
  /// The key, or its primary version, is disabled.
  KEY_DISABLED(Severity.ACCESS_LOST),
  /// The key, or its primary version, is scheduled for deletion: when it is gone, the data is.
  KEY_PENDING_DELETION(Severity.ACCESS_LOST),
  /// The key waits for its imported material.
  KEY_PENDING_IMPORT(Severity.ACCESS_LOST),
  /// The key's own store does not answer, or KMS names a state in which it can't be used.
  KEY_UNAVAILABLE(Severity.ACCESS_LOST),
  /// The key is just being made.
  KEY_BEING_CREATED(Severity.ACCESS_LOST, Stale.BY_OBJECT),
  /// The key is no symmetric encryption key.
  KEY_WRONG_KIND(Severity.ACCESS_LOST),
  /// The key belongs to AWS: nobody can grant its use.
  KEY_OF_AWS(Severity.ACCESS_LOST),
  /// The key's material was not made by KMS: it can expire or be out of reach.
  KEY_FOREIGN_MATERIAL(Severity.HYGIENE),
  /// An earlier version is disabled or to be destroyed: what was encrypted under it can't be read.
  KEY_VERSION_UNUSABLE(Severity.ACCESS_LOST),
  /// A version was destroyed, and with it what was encrypted under it.
  KEY_VERSION_DESTROYED(Severity.ACCESS_LOST),
  /// A version that somebody destroys can be restored for a short time only.
  DESTROY_DELAY_SHORT(Severity.HYGIENE),
  /// A region uses the key of another region although the cluster has one in the region itself.
  KEY_OF_OTHER_REGION(Severity.HYGIENE),
  /// A region uses a multi-Region key from afar although a replica of it is in the region.
  KEY_REPLICA_UNUSED(Severity.HYGIENE),
  /// Automatic rotation is off.
  ROTATION_OFF(Severity.HYGIENE),
  /// The day of the next rotation has passed.
  ROTATION_OVERDUE(Severity.HYGIENE),
  /// The object lacks the tags that mark it as this system's.
  OWNER_TAGS_MISSING(Severity.HYGIENE),

  // The role on the key.

  /// A statement denies the cluster an action.
  ACCESS_DENIED(Severity.ACCESS_LOST),
  /// On Google Cloud, all that we can see grants the cluster a permission, but the policy
  /// troubleshooter says no: another policy, or a grant that has not spread.
  ACCESS_NOT_CONFIRMED(Severity.ACCESS_LOST, Stale.BY_OBJECT_OR_PRINCIPAL),
  /// Nothing grants the cluster an action: neither the key policy, nor the role's, nor a KMS grant.
  ACCESS_NOT_GRANTED(Severity.ACCESS_LOST, Stale.BY_OBJECT_OR_PRINCIPAL),
  /// The role's policies grant an action, but the key policy does not let them count.
  ACCESS_NOT_DELEGATED(Severity.ACCESS_LOST, Stale.BY_OBJECT_OR_PRINCIPAL),
  /// An action is granted, but the permissions boundary does not allow it.
  ACCESS_BEYOND_BOUNDARY(Severity.ACCESS_LOST),
  /// Whether an action is allowed depends on a condition that can't be decided here.
  ACCESS_UNDECIDED(Severity.UNKNOWN),

  // Others on the key.

  /// The key policy admits everybody; on Google Cloud, its ring's or its project's too.
  KEY_OPEN_TO_EVERYONE(Severity.EXPOSED),
  /// Somebody else may use the key, by its own policy or one that it inherits.
  KEY_OPEN_TO_OTHERS(Severity.EXPOSED),
  /// The key policy admits another account.
  KEY_OPEN_TO_OTHER_ACCOUNT(Severity.EXPOSED),
  /// The key policy admits an AWS service on anybody's behalf.
  KEY_OPEN_TO_SERVICE(Severity.EXPOSED),
  /// The key policy lets another account read about the key, but not use it.
  KEY_READABLE_BY_OTHER_ACCOUNT(Severity.HYGIENE),
  /// A KMS grant admits somebody other than the cluster.
  KEY_GRANT_TO_STRANGER(Severity.EXPOSED),
  /// The key policy or a KMS grant names a role or user that was deleted.
  KEY_DEAD_PRINCIPAL(Severity.HYGIENE),
  /// Nobody may change the key policy any more: only AWS Support can help.
  KEY_LOCKED_OUT(Severity.EXPOSED),
  /// The account may not change the key policy; only principals named there may.
  KEY_WITHOUT_ACCOUNT(Severity.HYGIENE),

  // What the Cloud API says.

  /// The region's key is off, or CMEK was never enabled in it.
  CMEK_NOT_ENABLED(Severity.EXPOSED),
  /// Enabling, rotating or disabling failed.
  CMEK_FAILED(Severity.ACCESS_LOST),
  /// The vendor was told to give the key up.
  CMEK_REVOKED(Severity.ACCESS_LOST),
  /// The region is protected by another key than the intended one.
  CMEK_OTHER_KEY(Severity.EXPOSED),
  /// The region uses the intended key as another principal.
  CMEK_OTHER_PRINCIPAL(Severity.EXPOSED),
  /// The vendor works on the region.
  CMEK_IN_PROGRESS(Severity.HYGIENE),
  /// The cluster has a region that nobody intended a key for.
  CMEK_REGION_NOT_INTENDED(Severity.HYGIENE),
  /// The vendor hosts the cluster in another account, or the organization has another id, than when
  /// access was granted.
  VENDOR_ACCOUNT_CHANGED(Severity.EXPOSED),

  // What people told this system.

  /// What should mute findings can't be read, or is not allowed to: it mutes nothing.
  MUTE_INVALID(Severity.HYGIENE),

  // What could not be seen.

  /// We may not look at something.
  FACT_DENIED(Severity.UNKNOWN),
  /// Something did not answer.
  FACT_UNREACHABLE(Severity.UNKNOWN);

  /// Whether a finding can be no more than an answer from before a change.
  public enum Stale {
    /// No: it is as it was found.
    NEVER,
    /// Yes, if the object was changed a moment ago.
    BY_OBJECT,
    /// Yes, if the object or the principal was.
    BY_OBJECT_OR_PRINCIPAL
  }

  private final Severity severity;
  private final Stale stale;

  FindingCode(Severity severity) {
    this(severity, Stale.NEVER);
  }

  FindingCode(Severity severity, Stale stale) {
    this.severity = severity;
    this.stale = stale;
  }

  /// Always the same for one code.
  public Severity severity() {
    return severity;
  }

  /// Whether it may go away by itself.
  public Stale stale() {
    return stale;
  }
}
