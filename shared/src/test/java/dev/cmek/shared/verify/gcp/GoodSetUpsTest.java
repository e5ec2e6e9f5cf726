package dev.cmek.shared.verify.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.Permission;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.verify.NotEvaluated;
import dev.cmek.shared.verify.gcp.SetUp.KeySetUp;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Set-ups that work and are open to nobody, however they were made.
class GoodSetUpsTest {

  private static final String US = SetUp.ACCOUNT.member();

  @ParameterizedTest
  @MethodSource("variants")
  void raiseNoAlarm(SetUp good) {
    assertThat(good.report().findings()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void stillSayWhatWasNotLookedAt(SetUp good) {
    assertThat(good.report().notEvaluated())
        .containsExactlyInAnyOrder(
            NotEvaluated.DENY_POLICIES,
            NotEvaluated.PRINCIPAL_ACCESS_BOUNDARIES,
            NotEvaluated.FOLDER_AND_ORGANIZATION_POLICIES,
            NotEvaluated.VPC_SERVICE_CONTROLS,
            NotEvaluated.CALL_AS_THE_VENDOR);
  }

  static Stream<Arguments> variants() {
    return Stream.of(
        row("ours", s()),
        row("by hand", s().byHand()),
        row("one key for all regions", s().regionUses("us-east1", SetUp.FIRST.toString())),
        row("one key in a multi-region", multiRegion()),
        row(
            "the two halves by two roles",
            s().withoutKeyGrant()
                .onKey("roles/cloudkms.cryptoKeyEncrypter", US)
                .onKey("roles/cloudkms.cryptoKeyDecrypter", US)),
        row("may read about the key", s().onKey("roles/cloudkms.viewer", US)),
        row(
            "by a custom role that allows just that",
            s().withoutKeyGrant()
                .with(x -> x.roles.put("projects/p/roles/r", Set.copyOf(Permission.OF_KEYS)))
                .onKey("projects/p/roles/r", US)),
        row(
            "rotated",
            s().firstKey(k -> {
              k.versions.put("2", "ENABLED");
              k.primary = "2";
            })),
        row("in an HSM", s().firstKey(k -> k.protectionLevel = "HSM")),
        row(
            "rotation due today",
            s().firstKey(k -> k.nextRotation = SetUp.NOW.minus(Duration.ofHours(20)))),
        row("administrators of the key", s().onKey("roles/cloudkms.admin", "user:a@example.com")),
        row(
            "administrators of the account",
            s().onAccount("roles/iam.serviceAccountAdmin", "user:a@example.com")),
        row("owners of the project", s().onProject("roles/owner", "group:owners@example.com")),
        row(
            "a developer who may attach any account of the project",
            s().onProject("roles/iam.serviceAccountUser", "user:dev@example.com")),
        row(
            "vendor's grant under a condition beside the one without",
            s().with(x ->
                x.accountPolicy =
                    SetUp.policy(
                        x.accountPolicy.bindings().getFirst(),
                        SetUp.onlyIf(SetUp.UNTIL_2027, Role.TOKEN_CREATOR, SetUp.VENDOR_MEMBER)
                            .bindings()
                            .getFirst()))),
        row("troubleshooter agrees", s().troubleshooterSays(Opinion.CAN_ACCESS)),
        row("troubleshooter can't tell", s().troubleshooterSays(Opinion.UNKNOWN)));
  }

  private static SetUp multiRegion() {
    CryptoKeyName key = SetUp.key("europe");
    return s().with(x -> x.keys.put(key, new KeySetUp()))
        .regionUses("europe-west1", key.toString())
        .regionUses("us-east1", key.toString());
  }

  private static SetUp s() {
    return new SetUp();
  }

  private static Arguments row(String name, SetUp setUp) {
    return arguments(named(name, setUp));
  }
}
