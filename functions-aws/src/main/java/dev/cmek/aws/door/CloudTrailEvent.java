package dev.cmek.aws.door;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.shared.alert.AuditedChange;
import dev.cmek.shared.iam.Arn;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A call to KMS or IAM that changed something, as EventBridge brings it from CloudTrail
/// (detail-type `AWS API Call via CloudTrail`; "CloudTrail record contents").
///
/// @param forAll it changed a managed policy: the rule lets only those of the permissions boundary
///   pass, which every role has
record CloudTrailEvent(AuditedChange change, boolean forAll) {

  /// Calls that can change whether and by whom a key can be used, or what marks it as ours.
  static final Set<String> OF_KEYS =
      Set.of(
          "CancelKeyDeletion",
          "CreateGrant",
          "DeleteAlias",
          "DeleteImportedKeyMaterial",
          "DisableKey",
          "DisableKeyRotation",
          "EnableKey",
          "EnableKeyRotation",
          "PutKeyPolicy",
          "RetireGrant",
          "RevokeGrant",
          "ScheduleKeyDeletion",
          "TagResource",
          "UntagResource",
          "UpdateAlias",
          "UpdatePrimaryRegion");

  static final Set<String> OF_ROLES =
      Set.of(
          "AttachRolePolicy",
          "CreateRole",
          "DeleteRole",
          "DeleteRolePermissionsBoundary",
          "DeleteRolePolicy",
          "DetachRolePolicy",
          "PutRolePermissionsBoundary",
          "PutRolePolicy",
          "TagRole",
          "UntagRole",
          "UpdateAssumeRolePolicy");

  static final Set<String> OF_POLICIES =
      Set.of("CreatePolicyVersion", "DeletePolicyVersion", "SetDefaultPolicyVersion");

  /// The change; absent if there was none, it was made in another account, or it is none of those
  /// that count.
  static Optional<CloudTrailEvent> read(JsonNode event, AwsNaming naming) {
    JsonNode call = event.path("detail");
    String action = call.path("eventName").asText();
    boolean ofKeys = call.path("eventSource").asText().equals("kms.amazonaws.com");
    boolean ofIam = call.path("eventSource").asText().equals("iam.amazonaws.com");
    boolean forAll = ofIam && OF_POLICIES.contains(action);
    boolean counts =
        forAll || (ofKeys && OF_KEYS.contains(action)) || (ofIam && OF_ROLES.contains(action));
    if (!counts
        || call.hasNonNull("errorCode")
        || !call.path("recipientAccountId").asText().equals(naming.account())) {
      return Optional.empty();
    }
    Set<String> objects = ofKeys ? keys(call, naming) : ofIam(call, naming);
    AuditedChange change =
        new AuditedChange(
            List.copyOf(objects),
            action,
            by(call.path("userIdentity")),
            at(call),
            call.path("sourceIPAddress").asText(),
            call.path("eventID").asText());
    return Optional.of(new CloudTrailEvent(change, forAll));
  }

  /// What the record lists as touched; and what the request names, in case it does not.
  private static Set<String> keys(JsonNode call, AwsNaming naming) {
    Set<String> objects = new LinkedHashSet<>();
    call.path("resources").forEach(resource -> add(objects, resource.path("ARN").asText()));
    String region = call.path("awsRegion").asText();
    JsonNode request = call.path("requestParameters");
    for (String name : List.of("aliasName", "keyId", "targetKeyId")) {
      String value = request.path(name).asText();
      if (value.startsWith("alias/")) {
        add(objects, naming.alias(region, value).toString());
      } else if (Arn.find(value).isPresent()) {
        add(objects, value);
      } else if (!value.isEmpty()) {
        add(objects, naming.key(region, value).toString());
      }
    }
    return objects;
  }

  private static Set<String> ofIam(JsonNode call, AwsNaming naming) {
    Set<String> objects = new LinkedHashSet<>();
    JsonNode request = call.path("requestParameters");
    String role = request.path("roleName").asText();
    if (!role.isEmpty()) {
      add(
          objects,
          new Arn(naming.partition(), "iam", "", naming.account(), "role/" + role).toString());
    } else {
      add(objects, request.path("policyArn").asText());
    }
    return objects;
  }

  private static void add(Set<String> objects, String object) {
    if (!object.isEmpty()) {
      objects.add(object);
    }
  }

  /// The caller's ARN; of a service, which has none, its name; else whatever id is there.
  private static String by(JsonNode identity) {
    for (String member : List.of("arn", "invokedBy", "principalId", "accountId")) {
      String value = identity.path(member).asText();
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private static Instant at(JsonNode call) {
    String time = call.path("eventTime").asText();
    try {
      return Instant.parse(time);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("eventTime of a CloudTrail record: " + time, e);
    }
  }
}
