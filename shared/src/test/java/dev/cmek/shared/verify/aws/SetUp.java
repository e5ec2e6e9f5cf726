package dev.cmek.shared.verify.aws;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.Report;
import dev.cmek.shared.verify.Subject;
import dev.cmek.shared.verify.aws.KeyFacts.Grant;
import dev.cmek.shared.verify.aws.KeyFacts.Metadata;
import dev.cmek.shared.verify.aws.KeyFacts.MultiRegion;
import dev.cmek.shared.verify.aws.KeyFacts.Rotation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Role and keys of a cluster in two regions, all well, to be sabotaged. Texts of policies may hold
/// `ROLE`, `NAME`, `ACCOUNT`, `VENDOR`, `ORG`, `KEY1`, `KEY2` and `PART` for what they mean here.
final class SetUp implements AwsFactSource {

  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  static final String ACCOUNT = "111122223333";
  static final String VENDOR = "777788889999";
  static final String ORG = "4f1d2a3b-0c0d-4e4f-8a8b-9c9d0e0f1a1b";
  static final ClusterId CLUSTER = new ClusterId("f78b7feb-b6cf-4396-9d7f-494982d7d81e");
  static final String FIRST = "11111111-aaaa-4bbb-8ccc-dddddddddddd";
  static final String SECOND = "22222222-aaaa-4bbb-8ccc-dddddddddddd";

  static final String ACCOUNT_STATEMENT =
      """
      {"Sid": "Enable IAM User Permissions", "Effect": "Allow",
       "Principal": {"AWS": "arn:PART:iam::ACCOUNT:root"}, "Action": "kms:*", "Resource": "*"}\
      """;
  static final String ROLE_STATEMENT =
      """
      {"Sid": "CockroachDBCloudCmek", "Effect": "Allow", "Principal": {"AWS": "ROLE"},
       "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey",
                  "kms:ReEncrypt*"], "Resource": "*"}\
      """;
  static final String ROLE_POLICY =
      """
      {"Sid": "CockroachDBCloudCmek", "Effect": "Allow",
       "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey",
                  "kms:ReEncrypt*"], "Resource": ["KEY1", "KEY2"]}\
      """;
  static final String TRUST =
      """
      {"Effect": "Allow", "Principal": {"AWS": "arn:PART:iam::VENDOR:root"},
       "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "ORG"}}}\
      """;
  static final String BOUNDARY =
      """
      {"Effect": "Allow",
       "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey",
                  "kms:ReEncrypt*"], "Resource": "arn:PART:kms:*:ACCOUNT:key/*"}\
      """;

  /// What a KMS grant has to name to stand for the five actions.
  static final List<String> OPERATIONS =
      List.of(
          "Encrypt",
          "Decrypt",
          "GenerateDataKey",
          "GenerateDataKeyWithoutPlaintext",
          "DescribeKey",
          "ReEncryptFrom",
          "ReEncryptTo");

  private String partition = "aws";
  private String rolePath = "/cockroachdb-cmek/";
  private boolean roleExists = true;
  private String trust = document(TRUST);
  private @Nullable String boundaryArn = "arn:PART:iam::ACCOUNT:policy/CmekBoundary";
  private String boundary = document(BOUNDARY);
  private final Map<String, String> inline = new LinkedHashMap<>();
  private final Map<String, String> attached = new LinkedHashMap<>();
  private final Map<String, String> roleTags = new HashMap<>();
  private final List<KeySetUp> keys = new ArrayList<>();
  private final Map<String, String> keysByRegion = new LinkedHashMap<>();
  private boolean ownerExpected = true;
  private boolean boundaryExpected = true;
  private @Nullable String organization;
  private UnaryOperator<RoleFacts> roleSeen = UnaryOperator.identity();

  /// A key, all well.
  static final class KeySetUp {
    String region;
    String id;
    String account = ACCOUNT;
    boolean exists = true;
    String state = "Enabled";
    String spec = "SYMMETRIC_DEFAULT";
    String usage = "ENCRYPT_DECRYPT";
    String origin = "AWS_KMS";
    String manager = "CUSTOMER";
    @Nullable MultiRegion family;
    String policy = document(ACCOUNT_STATEMENT);
    final List<Grant> grants = new ArrayList<>();
    @Nullable Rotation rotation = new Rotation(true, NOW.plusSeconds(86_400));
    final Map<String, String> tags = new HashMap<>();
    UnaryOperator<KeyFacts> seen = UnaryOperator.identity();

    /// A KMS grant to the cluster's role.
    ///
    /// @param constrained only for some encryption context
    void grantToRole(boolean constrained, List<String> operations) {
      String role = "arn:PART:iam::ACCOUNT:role/cockroachdb-cmek/cmek-role";
      grants.add(new Grant("g1", role, operations, constrained));
    }

    KeySetUp(String region, String id) {
      this.region = region;
      this.id = id;
    }
  }

  /// Granted by the role's policy.
  SetUp() {
    keys.add(new KeySetUp("eu-west-1", FIRST));
    keys.add(new KeySetUp("us-east-1", SECOND));
    inline.put("cmek", document(ROLE_POLICY));
    roleTags.putAll(ownerTags());
    keys.forEach(key -> key.tags.putAll(ownerTags()));
  }

  /// Granted by each key's policy instead.
  SetUp byKeyPolicy() {
    inline.clear();
    return eachKey(key -> key.policy = document(ACCOUNT_STATEMENT, ROLE_STATEMENT));
  }

  /// As somebody sets it up by hand: no boundary, no tags.
  SetUp byHand() {
    ownerExpected = false;
    boundaryExpected = false;
    boundaryArn = null;
    roleTags.clear();
    return eachKey(key -> key.tags.clear());
  }

  /// A multi-Region key and its replica.
  SetUp multiRegion() {
    MultiRegion family =
        new MultiRegion(
            "arn:PART:kms:eu-west-1:ACCOUNT:key/mrk-1",
            List.of("arn:PART:kms:us-east-1:ACCOUNT:key/mrk-1"));
    return eachKey(key -> {
      key.id = "mrk-1";
      key.family = family;
    });
  }

  SetUp in(String otherPartition) {
    partition = otherPartition;
    return this;
  }

  SetUp rolePath(String path) {
    rolePath = path;
    return this;
  }

  SetUp noRole() {
    roleExists = false;
    return this;
  }

  SetUp created(String path) {
    if (roleExists || !path.equals(rolePath)) {
      throw new AssertionError("there is such a role, or it would be elsewhere: " + path);
    }
    roleExists = true;
    inline.clear();
    roleTags.clear();
    return this;
  }

  SetUp trust(String... statements) {
    trust = document(statements);
    return this;
  }

  SetUp trustDocument(String json) {
    trust = json;
    return this;
  }

  SetUp boundary(String... statements) {
    boundary = document(statements);
    return this;
  }

  SetUp boundaryArn(@Nullable String arn) {
    boundaryArn = arn;
    return this;
  }

  SetUp inline(String name, String... statements) {
    inline.put(name, document(statements));
    return this;
  }

  SetUp inlineDocument(String name, String json) {
    inline.put(name, json);
    return this;
  }

  SetUp noInline(String name) {
    inline.remove(name);
    return this;
  }

  SetUp attached(String arn, String... statements) {
    attached.put(arn, document(statements));
    return this;
  }

  SetUp detached(String arn) {
    if (!attached.keySet().removeIf(policy -> text(policy).equals(arn))) {
      throw new AssertionError("not attached: " + arn);
    }
    return this;
  }

  SetUp roleTag(String key, String value) {
    roleTags.put(key, value);
    return this;
  }

  SetUp roleTags(Map<String, String> tags) {
    roleTags.putAll(tags);
    return this;
  }

  SetUp noRoleTag(String key) {
    roleTags.remove(key);
    return this;
  }

  SetUp keyPolicy(String... statements) {
    return eachKey(key -> key.policy = document(statements));
  }

  SetUp key(Consumer<KeySetUp> change) {
    change.accept(keys.getFirst());
    return this;
  }

  SetUp eachKey(Consumer<KeySetUp> change) {
    keys.forEach(change);
    return this;
  }

  SetUp regionUses(String region, String uri) {
    keysByRegion.put(region, uri);
    return this;
  }

  SetUp organization(String id) {
    organization = id;
    return this;
  }

  SetUp roleSeen(UnaryOperator<RoleFacts> how) {
    roleSeen = how;
    return this;
  }

  KeySetUp keyAt(Arn arn) {
    return keys.stream().filter(k -> arn(k).equals(arn.toString())).findFirst().orElseThrow();
  }

  Report report() {
    return AwsInspection.judge(facts(), AwsChecks.BEFORE_ENABLE);
  }

  AwsFacts facts() {
    return AwsFacts.gather(this, subject(), expectations(), NOW);
  }

  Subject subject() {
    List<RegionKey> regions = new ArrayList<>();
    for (KeySetUp key : keys) {
      String uri = keysByRegion.getOrDefault(key.region, arn(key));
      regions.add(new RegionKey(key.region, text(uri), roleArn()));
    }
    return new Subject(CLUSTER, VENDOR, ORG, regions);
  }

  AwsExpectations expectations() {
    return new AwsExpectations(
        boundaryExpected ? text("arn:PART:iam::ACCOUNT:policy/CmekBoundary") : null,
        ownerExpected ? ownerTags() : Map.of(),
        organization);
  }

  private static Map<String, String> ownerTags() {
    return Map.of("cmek:managed-by", "cmek-functions", "cmek:cluster", CLUSTER.value());
  }

  String roleArn() {
    return "arn:" + partition + ":iam::" + ACCOUNT + ":role" + rolePath + "cmek-role";
  }

  @Override
  public RoleFacts role(String arn) {
    if (!roleExists || !arn.equals(roleArn())) {
      return roleSeen.apply(RoleFacts.absent(arn));
    }
    String bound = boundaryArn;
    return roleSeen.apply(
        new RoleFacts(
            arn,
            Reading.of(
                new RoleFacts.Identity(
                    "AROAROLE",
                    policy(trust),
                    bound == null ? null : text(bound),
                    Map.copyOf(roleTags))),
            Reading.of(policies(inline)),
            Reading.of(policies(attached)),
            bound == null ? new Absent<>() : Reading.of(policy(boundary))));
  }

  @Override
  public KeyFacts key(String arn) {
    for (KeySetUp key : keys) {
      if (key.exists && arn(key).equals(arn)) {
        return key.seen.apply(
            new KeyFacts(
                arn,
                Reading.of(
                    new Metadata(
                        key.state,
                        key.spec,
                        key.usage,
                        key.origin,
                        key.manager,
                        family(key.family),
                        key.state.equals("PendingDeletion") ? NOW.plusSeconds(604_800) : null,
                        NOW.minusSeconds(86_400))),
                Reading.of(policy(key.policy)),
                Reading.of(
                    key.grants.stream()
                        .map(g ->
                            new Grant(g.id(), text(g.grantee()), g.operations(), g.constrained()))
                        .toList()),
                key.rotation == null ? new Absent<>() : Reading.of(key.rotation),
                Reading.of(Map.copyOf(key.tags))));
      }
    }
    return KeyFacts.absent(arn);
  }

  private @Nullable MultiRegion family(@Nullable MultiRegion family) {
    return family == null
        ? null
        : new MultiRegion(
            text(family.primary()), family.replicas().stream().map(this::text).toList());
  }

  private List<NamedPolicy> policies(Map<String, String> texts) {
    return texts.entrySet().stream()
        .map(e -> new NamedPolicy(text(e.getKey()), policy(e.getValue())))
        .toList();
  }

  private PolicyDocument policy(String json) {
    return PolicyDocument.parse(text(json));
  }

  private String arn(KeySetUp key) {
    return "arn:" + partition + ":kms:" + key.region + ":" + key.account + ":key/" + key.id;
  }

  String text(String template) {
    return template
        .replace("KEY1", arn(keys.getFirst()))
        .replace("KEY2", arn(keys.getLast()))
        .replace("\"ROLE\"", "\"" + roleArn() + "\"")
        .replace("PART", partition)
        .replace("ACCOUNT", ACCOUNT)
        .replace("VENDOR", VENDOR)
        .replace("ORG", ORG);
  }

  static String document(String... statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(",\n", statements) + "]}";
  }
}
