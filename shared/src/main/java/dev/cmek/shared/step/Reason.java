package dev.cmek.shared.step;

/// Why a step waits or refuses. The name is part of the product: it stands in logs, alerts,
/// evidence and dead letters, so it never changes its meaning.
public enum Reason {
  // Waiting helps: these come with NotYet.

  /// A service asks for fewer requests. Nobody has to do anything.
  THROTTLED,
  /// A service can't be reached or answers 5xx. Whoever runs it.
  SERVICE_UNAVAILABLE,
  /// Another run works on this cluster. Nobody has to do anything.
  CLUSTER_BUSY,
  /// The cluster is being created, or the vendor holds its lock. Nobody has to do anything.
  CLUSTER_NOT_READY,
  /// A role or account just created is not known everywhere. Nobody has to do anything.
  PRINCIPAL_SPREADING,
  /// Tags or aliases just set do not count in authorization everywhere. Nobody has to do anything.
  TAGS_SPREADING,
  /// A key is being created, replicated or updated. Nobody has to do anything.
  KEY_NOT_READY,
  /// A grant just made is not effective everywhere. Nobody has to do anything.
  ACCESS_SPREADING,
  /// The vendor is enabling or rotating keys. Nobody has to do anything.
  CMEK_IN_PROGRESS,

  // Waiting does not help: these come with Refused.

  /// The request is not well-formed. Whoever sent it.
  BAD_REQUEST,
  /// The same event id came with other data. Whoever sent it.
  KEY_REUSED,
  /// No such cluster for this API key. Whoever sent the request, or an organization admin.
  CLUSTER_NOT_FOUND,
  /// The cluster is deleted or could not be created. Whoever sent the request.
  CLUSTER_GONE,
  /// CMEK needs plan ADVANCED with advanced security. Only a new cluster helps.
  PLAN_NOT_ADVANCED,
  /// The cluster runs on another cloud than this deployment. Whoever sent the request.
  WRONG_CLOUD,
  /// The request names a region that the cluster does not have. Whoever sent the request.
  REGION_NOT_IN_CLUSTER,
  /// The cluster's regions changed since this run looked. Send the event again.
  REGIONS_CHANGED,
  /// Access was revoked on purpose; only a restore leaves this state. The security team.
  CLUSTER_SUSPENDED,
  /// The vendor hosts the cluster in another account than the pinned one. The security team.
  VENDOR_ACCOUNT_CHANGED,
  /// The cluster is protected with other choices than the request's. Whoever sent the request.
  INTENT_DIFFERS,
  /// A grant or trust of a protected cluster was changed or removed. The security team.
  ACCESS_CHANGED_BY_OTHERS,
  /// The principal's name is taken by something that is not ours. Its owner.
  ROLE_OWNED_BY_OTHERS,
  /// The service account's name is taken by something that is not ours. Its owner.
  ACCOUNT_OWNED_BY_OTHERS,
  /// The service account behind our name is disabled or was deleted. Whoever did it.
  ACCOUNT_NOT_USABLE,
  /// The key's name is taken by something that is not ours. Its owner.
  KEY_OWNED_BY_OTHERS,
  /// The key behind our name is of another kind than the plan needs. A key administrator.
  KEY_UNSUITABLE,
  /// The key behind our name is disabled or pending deletion. A key administrator.
  KEY_NOT_USABLE,
  /// The key's policy has a statement of others that KMS takes no more. A key administrator.
  KEY_POLICY_NOT_WRITABLE,
  /// The function lacks a permission. Whoever deploys this system.
  MISSING_RIGHT,
  /// A rule of the organization forbids it, whatever rights the function has. Whoever sets those
  /// rules.
  ORGANIZATION_POLICY,
  /// The project may not have more objects of the kind. Whoever asks the cloud for more.
  QUOTA_EXCEEDED,
  /// The Cloud API refuses our API key or its role. An organization admin.
  CREDENTIAL_REFUSED,
  /// Verification found that the cluster could not use its keys. See the findings.
  ACCESS_NOT_EFFECTIVE,
  /// CMEK is on already, with other keys or principals than planned. The security team.
  CMEK_DIFFERS,
  /// The vendor refuses to enable CMEK. See its message.
  CMEK_REFUSED,
  /// The vendor tried to enable CMEK and failed. See its message.
  CMEK_FAILED,
  /// There are more clusters than the Cloud API may be asked about in one period of the schedule.
  /// Whoever deploys this system.
  SWEEP_PERIOD_TOO_SHORT,
  /// The ticket system refuses a callback, or it may not go there. Whoever runs the ticket system
  /// or lists the callback hosts.
  CALLBACK_REFUSED,
  /// The ticket system could not be reached for a callback. Whoever runs it.
  CALLBACK_UNANSWERED,
  /// What was waited for did not come before the run's deadline.
  DEADLINE_PASSED
}
