package dev.cmek.shared.verify.aws;

import java.util.List;
import java.util.Set;

/// The actions of KMS, as far as they tell use from misuse ("AWS KMS permissions" of the KMS
/// developer guide).
final class KmsActions {

  /// Each single action without which the cluster may fail.
  static final List<String> NEEDED =
      List.of(
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:GenerateDataKey",
          "kms:GenerateDataKeyWithoutPlaintext",
          "kms:DescribeKey",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo");

  /// Those and what the vendor's own wildcards also cover.
  static final Set<String> TOLERATED =
      Set.of(
          "kms:encrypt",
          "kms:decrypt",
          "kms:generatedatakey",
          "kms:generatedatakeywithoutplaintext",
          "kms:generatedatakeypair",
          "kms:generatedatakeypairwithoutplaintext",
          "kms:describekey",
          "kms:reencryptfrom",
          "kms:reencryptto");

  /// On a key, beyond the tolerated ones: only reading about it.
  static final List<String> READING =
      List.of(
          "kms:GetKeyPolicy",
          "kms:GetKeyRotationStatus",
          "kms:GetPublicKey",
          "kms:ListGrants",
          "kms:ListKeyPolicies",
          "kms:ListKeyRotations",
          "kms:ListResourceTags");

  /// On a key, beyond the tolerated ones: using or changing it.
  static final List<String> CHANGING =
      List.of(
          "kms:CancelKeyDeletion",
          "kms:CreateAlias",
          "kms:CreateGrant",
          "kms:DeleteAlias",
          "kms:DeleteImportedKeyMaterial",
          "kms:DeriveSharedSecret",
          "kms:DisableKey",
          "kms:DisableKeyRotation",
          "kms:EnableKey",
          "kms:EnableKeyRotation",
          "kms:GenerateMac",
          "kms:GetParametersForImport",
          "kms:ImportKeyMaterial",
          "kms:PutKeyPolicy",
          "kms:ReplicateKey",
          "kms:RetireGrant",
          "kms:RevokeGrant",
          "kms:RotateKeyOnDemand",
          "kms:ScheduleKeyDeletion",
          "kms:Sign",
          "kms:SynchronizeMultiRegionKey",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:UpdateAlias",
          "kms:UpdateKeyDescription",
          "kms:UpdatePrimaryRegion",
          "kms:Verify",
          "kms:VerifyMac");

  /// On no key.
  static final List<String> GENERAL =
      List.of(
          "kms:ConnectCustomKeyStore",
          "kms:CreateCustomKeyStore",
          "kms:CreateKey",
          "kms:DeleteCustomKeyStore",
          "kms:DescribeCustomKeyStores",
          "kms:DisconnectCustomKeyStore",
          "kms:GenerateRandom",
          "kms:ListAliases",
          "kms:ListKeys",
          "kms:ListRetirableGrants",
          "kms:UpdateCustomKeyStore");

  private KmsActions() {}
}
