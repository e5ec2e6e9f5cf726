package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.iam.Context;
import dev.cmek.shared.iam.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.iam.model.Role;

/// What the real AWS would ask its policies about a call: actions, resources and the keys of
/// conditions, also those of actions that a call implies ("Actions, resources, and condition keys
/// for AWS services" in the Service Authorization Reference).
///
/// Strict where AWS does not say: of two ARNs that may be judged both must be allowed, and a key
/// that is not set here is absent.
final class NeededRights {

  private static final String ACCOUNT = LocalCloud.CUSTOMER_ACCOUNT;

  private final Map<String, Role> roles = new HashMap<>();
  private final Map<String, Standing.Key> keys = new HashMap<>();
  private final Map<String, Standing.Key> aliases = new HashMap<>();
  private final String region;

  /// @param roles of the account, after all calls
  /// @param keys of the account, after all calls
  /// @param region of the deployment
  NeededRights(List<Role> roles, List<Standing.Key> keys, String region) {
    roles.forEach(role -> this.roles.put(role.roleName(), role));
    for (Standing.Key key : keys) {
      this.keys.put(key.arn(), key);
      key.aliases().forEach(alias -> aliases.put(key.region() + " " + alias, key));
    }
    this.region = region;
  }

  /// The requests that a principal must be allowed for the call.
  List<Request> of(RecordedCall call, String principal) {
    return switch (call.service()) {
      case "Iam" -> iam(call, principal);
      case "Kms" -> kms(call, principal);
      case "S3" -> s3(call, principal);
      case "Sfn" ->
          List.of(
              request(
                  principal,
                  "states:" + call.operation(),
                  call.text(
                      call.operation().equals("StartExecution")
                          ? "stateMachineArn"
                          : "executionArn"),
                  Map.of()));
      case "Sqs" -> List.of(request(principal, "sqs:" + call.operation(), queue(call), Map.of()));
      case "Sns" ->
          List.of(request(principal, "sns:" + call.operation(), call.text("TopicArn"), Map.of()));
      case "EventBridge" ->
          members(call.request().path("Entries"))
              .map(entry ->
                  request(
                      principal,
                      "events:" + call.operation(),
                      arn("events", "event-bus/" + entry.path("EventBusName").asText()),
                      Map.of(
                          "events:source", List.of(entry.path("Source").asText()),
                          "events:detail-type", List.of(entry.path("DetailType").asText()))))
              .toList();
      case "SecretsManager" ->
          List.of(
              request(
                  principal,
                  "secretsmanager:" + call.operation(),
                  call.text("SecretId"),
                  Map.of()));
      default -> throw new AssertionError("no rule for " + call);
    };
  }

  private List<Request> iam(RecordedCall call, String principal) {
    String action = "iam:" + call.operation();
    if (!call.text("PolicyArn").isEmpty()) {
      return List.of(request(principal, action, call.text("PolicyArn"), Map.of()));
    }
    String name = call.text("RoleName");
    if (call.operation().equals("CreateRole")) {
      String arn = "arn:aws:iam::" + ACCOUNT + ":role" + call.text("Path") + name;
      Map<String, List<String>> context = new HashMap<>(requestTags(call, "Key", "Value"));
      context.put("iam:PermissionsBoundary", List.of(call.text("PermissionsBoundary")));
      return List.of(
          request(principal, action, arn, context),
          request(principal, "iam:TagRole", arn, context));
    }
    Map<String, List<String>> context = new HashMap<>(requestTags(call, "Key", "Value"));
    Optional<Role> role = Optional.ofNullable(roles.get(name));
    role.flatMap(found -> Optional.ofNullable(found.permissionsBoundary()))
        .ifPresent(boundary ->
            context.put("iam:PermissionsBoundary", List.of(boundary.permissionsBoundaryArn())));
    List<String> arns = new ArrayList<>();
    role.ifPresent(found -> arns.add(found.arn()));
    if (call.error().equals("NoSuchEntity")) {
      // IAM finds a role's path with the role: where there is none, it can only judge the name.
      arns.add("arn:aws:iam::" + ACCOUNT + ":role/" + name);
    }
    return arns.stream().map(arn -> request(principal, action, arn, context)).toList();
  }

  private List<Request> kms(RecordedCall call, String principal) {
    return switch (call.operation()) {
      case "ListKeys" -> List.of(request(principal, "kms:ListKeys", "*", Map.of()));
      case "CreateKey" -> createKey(call, principal);
      case "ReplicateKey" -> replicateKey(call, principal);
      case "CreateAlias" ->
          List.of(
              request(
                  principal,
                  "kms:CreateAlias",
                  "arn:aws:kms:" + call.region() + ":" + ACCOUNT + ":" + call.text("AliasName"),
                  Map.of()),
              onKey(
                  call,
                  principal,
                  "arn:aws:kms:"
                      + call.region()
                      + ":"
                      + ACCOUNT
                      + ":key/"
                      + call.text("TargetKeyId")));
      default -> {
        String id = call.text("KeyId");
        if (!id.startsWith("alias/")) {
          yield List.of(onKey(call, principal, id));
        }
        // KMS judges the key that an alias names, and tells everybody of an alias that is not
        // there.
        yield Stream.ofNullable(aliases.get(call.region() + " " + id))
            .filter(_ -> call.error().isEmpty())
            .map(key -> onKey(call, principal, key.arn()))
            .toList();
      }
    };
  }

  private List<Request> createKey(RecordedCall call, String principal) {
    boolean multiRegion = call.request().path("MultiRegion").asBoolean();
    Map<String, List<String>> context = new HashMap<>(requestTags(call, "TagKey", "TagValue"));
    context.put("kms:KeySpec", List.of(call.text("KeySpec")));
    context.put("kms:KeyUsage", List.of(call.text("KeyUsage")));
    context.put("kms:KeyOrigin", List.of("AWS_KMS"));
    context.put("kms:MultiRegion", List.of(String.valueOf(multiRegion)));
    context.put("kms:BypassPolicyLockoutSafetyCheck", List.of("false"));
    List<Request> needed = new ArrayList<>();
    needed.add(request(principal, "kms:CreateKey", "*", context));
    needed.add(request(principal, "kms:TagResource", newKey(call.region()), context));
    if (multiRegion) {
      needed.add(
          request(
              principal,
              "iam:CreateServiceLinkedRole",
              "arn:aws:iam::"
                  + ACCOUNT
                  + ":role/aws-service-role/mrk.kms.amazonaws.com/"
                  + "AWSServiceRoleForKeyManagementServiceMultiRegionKeys",
              Map.of("iam:AWSServiceName", List.of("mrk.kms.amazonaws.com"))));
    }
    return needed;
  }

  private List<Request> replicateKey(RecordedCall call, String principal) {
    Map<String, List<String>> tags = requestTags(call, "TagKey", "TagValue");
    Request primary = onKey(call, principal, call.text("KeyId"));
    return List.of(
        primary,
        request(principal, "kms:CreateKey", "*", tags),
        request(principal, "kms:TagResource", newKey(call.text("ReplicaRegion")), tags));
  }

  private Request onKey(RecordedCall call, String principal, String arn) {
    Map<String, List<String>> context = new HashMap<>(requestTags(call, "TagKey", "TagValue"));
    Standing.Key key = keys.get(arn);
    if (key != null) {
      key.tags().forEach((name, value) -> context.put("aws:ResourceTag/" + name, List.of(value)));
    }
    if (call.operation().equals("PutKeyPolicy")) {
      context.put(
          "kms:BypassPolicyLockoutSafetyCheck",
          List.of(call.request().path("BypassPolicyLockoutSafetyCheck").asText("false")));
    }
    return request(principal, "kms:" + call.operation(), arn, context);
  }

  /// S3 tells only those that may list a bucket that an object is not there, and asks for the right
  /// to read where a write depends on what is there ("Add preconditions to S3 operations").
  private static List<Request> s3(RecordedCall call, String principal) {
    String bucket = "arn:aws:s3:::" + call.text("Bucket");
    String object = bucket + "/" + call.text("Key");
    List<Request> needed = new ArrayList<>();
    needed.add(request(principal, "s3:" + call.operation(), object, Map.of()));
    if (call.error().equals("NoSuchKey")) {
      needed.add(request(principal, "s3:ListBucket", bucket, Map.of()));
    }
    if (!call.text("IfMatch").isEmpty()) {
      needed.add(request(principal, "s3:GetObject", object, Map.of()));
    }
    return needed;
  }

  private static Map<String, List<String>> requestTags(
      RecordedCall call, String keyMember, String valueMember) {
    Map<String, List<String>> context = new HashMap<>();
    List<String> names = new ArrayList<>();
    members(call.request().path("Tags"))
        .forEach(tag -> {
          String name = tag.path(keyMember).asText();
          names.add(name);
          context.put("aws:RequestTag/" + name, List.of(tag.path(valueMember).asText()));
        });
    context.put("aws:TagKeys", names);
    return context;
  }

  private static Stream<JsonNode> members(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private String queue(RecordedCall call) {
    String url = call.text("QueueUrl");
    return arn("sqs", url.substring(url.lastIndexOf('/') + 1));
  }

  private String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + region + ":" + ACCOUNT + ":" + resource;
  }

  private static String newKey(String region) {
    return "arn:aws:kms:" + region + ":" + ACCOUNT + ":key/00000000-0000-4000-8000-000000000000";
  }

  private static Request request(
      String principal, String action, String resource, Map<String, List<String>> context) {
    return new Request(principal, action, resource, Context.whole(context));
  }
}
