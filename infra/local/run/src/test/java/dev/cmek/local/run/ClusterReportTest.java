package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.local.aws.Checkout;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterReportTest {

  private static final SampleCluster CLUSTER = SampleCluster.payments(Checkout.current());
  private static final Optional<Trail.End> SUCCEEDED = Optional.of(new Trail.End(true, ""));
  private static final String ROLE =
      "arn:aws:iam::111111111111:role/cockroachdb-cmek/" + CLUSTER.objectName();

  @Test
  void whatBothCloudsBearOutIsSaid() {
    assertThat(good().proof(SUCCEEDED, 19).holds()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sabotages")
  void whatOneOfThemDeniesIsNot(String missing, UnaryOperator<ClusterReport> sabotage) {
    Proof proof = sabotage.apply(good()).proof(SUCCEEDED, 19);

    assertThat(proof.holds()).isFalse();
    assertThat(shown(proof)).contains("Not so", missing);
  }

  static Stream<Arguments> sabotages() {
    return Stream.of(
        sabotage("CMEK is ENABLED", r -> with(r, cmek("ENABLING", uri("eu-west-1")))),
        sabotage("eu-west-1 uses", r -> with(r, cmek("ENABLED", "eu-west-1 has none"))),
        sabotage("eu-west-1 uses", r -> with(r, cmek("ENABLED", uri("us-east-1")))),
        sabotage("no key is used twice", r -> with(r, cmek("ENABLED", uri("us-east-1")))),
        sabotage("eu-west-1 uses", r -> with(r, new CustomerAws.Key(true, false, 0))),
        sabotage("eu-west-1 uses", r -> with(r, new CustomerAws.Key(false, false, 365))),
        sabotage("eu-west-1 uses", r -> with(r, new CustomerAws.Key(true, true, 365))),
        sabotage("the role is bounded", r -> with(r, new AwsHoldings.RoleView(ROLE, trust(), ""))),
        sabotage(
            "the role is bounded",
            r -> with(r, new AwsHoldings.RoleView(ROLE, "{\"AWS\":\"*\"}", "arn:boundary"))),
        sabotage("other systems are told", r -> told(r, Optional.empty(), r.notice())),
        sabotage("people are told", r -> told(r, r.event(), Optional.empty())));
  }

  @Test
  void aRunThatFailedIsNoSuccessWhateverStandsInTheClouds() {
    Proof proof = good().proof(Optional.of(new Trail.End(false, "THROTTLED: often")), 19);

    assertThat(shown(proof)).contains("its run succeeds", "THROTTLED: often");
  }

  private static Arguments sabotage(String missing, UnaryOperator<ClusterReport> change) {
    return Arguments.of(missing, change);
  }

  private static ClusterReport good() {
    Map<String, CustomerAws.Key> keys = new HashMap<>();
    CLUSTER.regions().forEach(r -> keys.put(r, new CustomerAws.Key(true, false, 365)));
    return new ClusterReport(
        CLUSTER,
        cmek("ENABLED", uri("eu-west-1")),
        new AwsHoldings(
            CLUSTER,
            cmek("ENABLED", uri("eu-west-1")),
            keys,
            Optional.of(new AwsHoldings.RoleView(ROLE, trust(), "arn:boundary"))),
        Optional.of(
            Letter.ofAws("{\"detail-type\":\"dev.cmek.onboarding.completed.v1\"}", Map.of())),
        Optional.of(Letter.ofAws("{\"Subject\":\"CMEK ENABLED: payments-prod\"}", Map.of())));
  }

  private static ClusterReport with(ClusterReport r, CloudApi.Cmek cmek) {
    AwsHoldings holdings = (AwsHoldings) r.holdings();
    return new ClusterReport(
        r.cluster(),
        cmek,
        new AwsHoldings(CLUSTER, cmek, holdings.keys(), holdings.role()),
        r.event(),
        r.notice());
  }

  private static ClusterReport with(ClusterReport r, CustomerAws.Key key) {
    AwsHoldings holdings = (AwsHoldings) r.holdings();
    Map<String, CustomerAws.Key> keys = new HashMap<>(holdings.keys());
    keys.put("eu-west-1", key);
    return with(r, new AwsHoldings(CLUSTER, r.cmek(), keys, holdings.role()));
  }

  private static ClusterReport with(ClusterReport r, AwsHoldings.RoleView role) {
    AwsHoldings holdings = (AwsHoldings) r.holdings();
    return with(r, new AwsHoldings(CLUSTER, r.cmek(), holdings.keys(), Optional.of(role)));
  }

  private static ClusterReport with(ClusterReport r, AwsHoldings holdings) {
    return new ClusterReport(r.cluster(), r.cmek(), holdings, r.event(), r.notice());
  }

  private static ClusterReport told(
      ClusterReport r, Optional<Letter> event, Optional<Letter> notice) {
    return new ClusterReport(r.cluster(), r.cmek(), r.holdings(), event, notice);
  }

  private static CloudApi.Cmek cmek(String status, String keyInWest) {
    return new CloudApi.Cmek(
        status,
        List.of(
            region("eu-central-1", uri("eu-central-1")),
            region("eu-west-1", keyInWest),
            region("us-east-1", uri("us-east-1"))));
  }

  private static CloudApi.Region region(String name, String key) {
    return new CloudApi.Region(
        name, "ENABLED", key.startsWith("arn") ? List.of(new CloudApi.Key(key, ROLE)) : List.of());
  }

  private static String uri(String region) {
    return "arn:aws:kms:%s:111111111111:key/of-%s".formatted(region, region);
  }

  private static String trust() {
    return LocalCloud.VENDOR_ACCOUNT + SampleCluster.ORGANIZATION;
  }

  private static String shown(Proof proof) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (Screen screen =
        new Screen(
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            false,
            InstantSource.system())) {
      proof.show(screen);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
