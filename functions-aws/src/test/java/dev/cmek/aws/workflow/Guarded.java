package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.key.FakeKeys;
import dev.cmek.aws.key.Key;
import dev.cmek.aws.role.Role;
import dev.cmek.shared.cluster.Cluster;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.sweep.Coverage;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.sweep.Looks;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.aws.AwsPolicyTexts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A deployment whose clusters are under its guard, and what became of them after sweeps.
final class Guarded {

  static final String[] REGIONS = {"eu-west-1", "us-east-1"};

  final InMemoryDeployment deployment;
  private int told;

  Guarded() {
    this(42);
  }

  Guarded(long seed) {
    deployment = new InMemoryDeployment(seed);
  }

  /// Onboards a cluster in two regions.
  static Guarded cluster(ClusterId id) {
    Guarded guarded = new Guarded();
    guarded.onboard(Order.of("event-1").cluster(id));
    return guarded;
  }

  void onboard(Order order) {
    deployment.add(order.cluster(), REGIONS);
    Execution execution = deployment.onboard(order);
    if (execution.status() != Execution.Status.SUCCEEDED) {
      throw new AssertionError(execution);
    }
    told = deployment.announcements.all().size();
  }

  /// Somebody set up a cluster in one region without this system.
  void byHand(ClusterId id, PolicyDocument keyPolicy) {
    deployment.api.put(cluster(id, "eu-west-1"));
    Arn role = Arn.parse("arn:aws:iam::111122223333:role/crdb-" + id);
    deployment
        .aws
        .roles()
        .put(
            new Role(
                role,
                AwsPolicyTexts.trust(
                    role, InMemoryDeployment.VENDOR_ACCOUNT, InMemoryDeployment.ORGANIZATION),
                null,
                Map.of(),
                InMemoryDeployment.START));
    deployment
        .aws
        .keys()
        .put(
            new Key(
                key(id),
                "Enabled",
                "SYMMETRIC_DEFAULT",
                "ENCRYPT_DECRYPT",
                false,
                Map.of(),
                InMemoryDeployment.START),
            keyPolicy,
            Optional.of(Duration.ofDays(365)));
    deployment.api.putCmek(
        id, enabled(new RegionKey("eu-west-1", key(id).toString(), role.toString())));
  }

  static Arn key(ClusterId id) {
    return FakeAws.NAMING.key("eu-west-1", id.value());
  }

  /// The policy of a key that a role by hand may use.
  static PolicyDocument forRole(ClusterId id) {
    return FakeKeys.defaultPolicy()
        .with(AwsPolicyTexts.keyStatement("arn:aws:iam::111122223333:role/crdb-" + id));
  }

  static Cmek enabled(RegionKey... keys) {
    return new Cmek(
        CmekStatus.ENABLED,
        Stream.of(keys)
            .map(key ->
                new RegionStatus(
                    key.region(),
                    CmekStatus.ENABLED,
                    List.of(new KeyStatus(key, CmekStatus.ENABLED, ""))))
            .toList());
  }

  static Cluster cluster(ClusterId id, String... regions) {
    return InMemoryDeployment.cluster(id, regions);
  }

  static Cluster in(String state, Cluster c) {
    return new Cluster(
        c.id(),
        c.name(),
        c.plan(),
        c.cloud(),
        state,
        c.operationStatus(),
        c.accountId(),
        c.regions(),
        c.createdAt());
  }

  /// Time passes, and the schedule has all clusters looked at.
  Execution sweep() {
    deployment.clock.sleep(Duration.ofMinutes(8));
    return deployment.sweep();
  }

  Look look(ClusterId id) {
    return new Looks(deployment.state).find(id).orElseThrow();
  }

  List<FindingCode> found(ClusterId id) {
    return look(id).findings().stream().map(Finding::code).distinct().toList();
  }

  /// What people were told since this was asked last, by its type.
  List<String> news() {
    return announced().stream().map(Announcement::type).toList();
  }

  /// What people were told since this was asked last.
  List<Announcement> announced() {
    List<Announcement> all = deployment.announcements.all();
    List<Announcement> since = all.subList(told, all.size());
    told = all.size();
    return since;
  }

  Coverage coverage() {
    return document(Coverage.PATH, Coverage.class);
  }

  JsonNode last() {
    return document("sweeps/last.json", JsonNode.class);
  }

  <T> T document(String path, Class<T> type) {
    String json = Optional.ofNullable(deployment.state.contents().get(path)).orElseThrow();
    return Payloads.read(json.getBytes(StandardCharsets.UTF_8), type);
  }

  /// The paths of the evidence on single clusters.
  List<String> evidence() {
    return deployment.evidence.contents().keySet().stream()
        .filter(path -> path.startsWith("clusters/") && path.contains("/looks/"))
        .toList();
  }

  /// The role that this system made.
  static String role(ClusterId id) {
    return "cmek-" + id;
  }

  /// The keys that this system made, by their regions' order.
  List<Arn> keys() {
    return deployment.aws.keys().keys().stream().map(stored -> stored.key().arn()).toList();
  }
}
