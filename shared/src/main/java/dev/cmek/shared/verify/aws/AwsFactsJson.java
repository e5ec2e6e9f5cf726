package dev.cmek.shared.verify.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.Reading.Denied;
import dev.cmek.shared.verify.Reading.Read;
import dev.cmek.shared.verify.Reading.Unreachable;
import dev.cmek.shared.verify.aws.KeyFacts.Grant;
import dev.cmek.shared.verify.aws.KeyFacts.Metadata;
import dev.cmek.shared.verify.aws.KeyFacts.MultiRegion;
import dev.cmek.shared.verify.aws.RoleFacts.Identity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The facts for people to read and to compare:
///
/// ```json
/// {"keys":{"arn:aws:kms:…":{"exists":true,"metadata":{"state":"Enabled",…},"policy":{…},
///   "grants":{"<grant id>":{…}},"rotation":{…},"tags":{…}}},
///  "roles":{"arn:aws:iam::…":{"exists":true,"trust":{…},"policies":{"cmek":{…}},
///   "attached":{"<policy ARN>":{…}},"boundary":{…},…}}}
/// ```
///
/// What is not there is left out; what could not be read stands as `{"unread":"<why>"}`.
final class AwsFactsJson {

  private AwsFactsJson() {}

  static JsonNode of(AwsFacts facts) {
    Map<String, Object> keys = new TreeMap<>();
    facts.keys().forEach(key -> keys.put(key.arn(), key(key)));
    Map<String, Object> roles = new TreeMap<>();
    facts.roles().forEach(role -> roles.put(role.arn(), role(role)));
    return Payloads.tree(
        Payloads.canonical(Map.of("keys", keys, "roles", roles)).getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> key(KeyFacts key) {
    Map<String, Object> json = new TreeMap<>();
    json.put("exists", !(key.metadata() instanceof Absent<Metadata> _));
    put(json, "metadata", key.metadata(), AwsFactsJson::metadata);
    put(json, "policy", key.policy(), policy -> policy);
    put(json, "grants", key.grants(), AwsFactsJson::grants);
    put(json, "rotation", key.rotation(), rotation -> rotation);
    put(json, "tags", key.tags(), tags -> tags);
    return json;
  }

  private static Metadata metadata(Metadata metadata) {
    return new Metadata(
        metadata.state(),
        metadata.spec(),
        metadata.usage(),
        metadata.origin(),
        metadata.manager(),
        sorted(metadata.multiRegion()),
        metadata.deletionDate(),
        metadata.createdAt());
  }

  private static @Nullable MultiRegion sorted(@Nullable MultiRegion family) {
    return family == null
        ? null
        : new MultiRegion(family.primary(), family.replicas().stream().sorted().toList());
  }

  private static Map<String, Object> grants(List<Grant> grants) {
    Map<String, Object> byId = new TreeMap<>();
    grants.forEach(grant ->
        byId.put(
            grant.id(),
            Map.of(
                "grantee",
                grant.grantee(),
                "operations",
                grant.operations().stream().sorted().toList(),
                "constrained",
                grant.constrained())));
    return byId;
  }

  private static Map<String, Object> role(RoleFacts role) {
    Map<String, Object> json = new TreeMap<>();
    json.put("exists", !(role.identity() instanceof Absent<Identity> _));
    put(json, "trust", role.identity(), Identity::trust);
    put(json, "uniqueId", role.identity(), Identity::uniqueId);
    put(json, "tags", role.identity(), Identity::tags);
    put(json, "policies", role.inline(), AwsFactsJson::byName);
    put(json, "attached", role.attached(), AwsFactsJson::byName);
    boundary(role).ifPresent(boundary -> json.put("boundary", boundary));
    return json;
  }

  private static Optional<Object> boundary(RoleFacts role) {
    return role.identity()
        .find()
        .map(Identity::boundaryArn)
        .map(arn -> {
          Map<String, Object> boundary = new TreeMap<>(Map.of("arn", arn));
          put(boundary, "policy", role.boundary(), policy -> policy);
          return boundary;
        });
  }

  private static Map<String, PolicyDocument> byName(List<NamedPolicy> policies) {
    Map<String, PolicyDocument> byName = new TreeMap<>();
    policies.forEach(policy -> byName.put(policy.name(), policy.document()));
    return byName;
  }

  private static <T> void put(
      Map<String, Object> json, String name, Reading<T> reading, Function<T, Object> value) {
    switch (reading) {
      case Read<T>(T read) -> json.put(name, value.apply(read));
      case Absent<T> _ -> {
        // left out: it is not there
      }
      case Denied<T>(String action) -> json.put(name, Map.of("unread", "denied: " + action));
      case Unreachable<T> _ -> json.put(name, Map.of("unread", "no answer"));
    }
  }
}
