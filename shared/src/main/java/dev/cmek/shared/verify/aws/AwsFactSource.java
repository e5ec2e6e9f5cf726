package dev.cmek.shared.verify.aws;

/// Where the facts come from. Never throws for what can't be read: each part says so itself.
public interface AwsFactSource {

  /// The role.
  ///
  /// @param arn as the Cloud API is told, so possibly no role's ARN at all: that is an absent role
  RoleFacts role(String arn);

  /// The key, asked for in its own region.
  ///
  /// @param arn surely a key's ARN
  KeyFacts key(String arn);
}
