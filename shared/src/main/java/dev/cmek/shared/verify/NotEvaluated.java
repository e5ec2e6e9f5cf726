package dev.cmek.shared.verify;

/// What verification does not look at. Every report lists it, so that nobody takes silence for
/// assurance.
public enum NotEvaluated {
  /// Policies of the AWS organization on what its accounts may do; they can only take away.
  SERVICE_CONTROL_POLICIES,
  /// Policies of the AWS organization on who may use its resources; they can only take away.
  RESOURCE_CONTROL_POLICIES,
  /// Policies of VPC endpoints between the cluster and KMS; they can only take away.
  VPC_ENDPOINT_POLICIES,
  /// Deny policies of Google Cloud; they can only take away.
  DENY_POLICIES,
  /// Principal access boundaries of Google Cloud; they can only take away.
  PRINCIPAL_ACCESS_BOUNDARIES,
  /// Allow policies and organization policies of Google Cloud's folders and organization.
  FOLDER_AND_ORGANIZATION_POLICIES,
  /// Service perimeters of Google Cloud; they can only take away.
  VPC_SERVICE_CONTROLS,
  /// Nobody but the vendor can call as the vendor: whether its side works shows only when it
  /// enables a key.
  CALL_AS_THE_VENDOR
}
