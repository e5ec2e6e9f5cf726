package dev.cmek.shared.verify.gcp;

import static dev.cmek.shared.verify.FindingCode.*;
import static dev.cmek.shared.verify.gcp.SetUp.ACCOUNT;
import static dev.cmek.shared.verify.gcp.SetUp.FIRST;
import static dev.cmek.shared.verify.gcp.SetUp.NOW;
import static dev.cmek.shared.verify.gcp.SetUp.UNTIL_2027;
import static dev.cmek.shared.verify.gcp.SetUp.VENDOR_MEMBER;
import static dev.cmek.shared.verify.gcp.SetUp.onlyIf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cmek.shared.gcp.Permission;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Denied;
import dev.cmek.shared.verify.Reading.Unreachable;
import dev.cmek.shared.verify.Report;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What people and programs do to access: each found, by the right name, and nothing else claimed.
class SabotageTest {

  private static final String STRANGER = "user:mallory@example.com";
  private static final String US = ACCOUNT.member();
  private static final String DELETED_STRANGER =
      "deleted:serviceAccount:old@my-project.iam.gserviceaccount.com?uid=77";
  private static final String CRYPTO = Role.ENCRYPTER_DECRYPTER;
  private static final String CUSTOM = "projects/my-project/roles/custom";

  @ParameterizedTest
  @MethodSource("sabotage")
  void isFoundByItsName(SetUp setUp, Set<FindingCode> expected) {
    Report report = setUp.report();

    assertThat(codes(report)).as(report.findings().toString()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("sabotage")
  void isOneFindingForEachObject(SetUp setUp, Set<FindingCode> expected) {
    List<Finding> findings = setUp.report().findings();

    assertThat(findings)
        .filteredOn(f -> f.code() != FACT_DENIED && f.code() != FACT_UNREACHABLE)
        .extracting(f -> f.code() + " " + f.object())
        .doesNotHaveDuplicates();
    assertThat(findings).allSatisfy(f -> assertThat(f.remedy()).isNotBlank());
  }

  /// A remedy that is a command is run as it stands, unless another finding's has mended it
  /// already; then that finding is gone and nothing worse came.
  @ParameterizedTest
  @MethodSource("sabotage")
  void isMendedByItsRemedy(SetUp setUp, Set<FindingCode> expected) {
    for (Finding finding : setUp.report().findings()) {
      if (!finding.remedy().startsWith("gcloud ") || !isThere(finding, setUp)) {
        continue;
      }
      new Gcloud(setUp).run(finding.remedy());

      assertThat(isThere(finding, setUp)).as(finding.remedy()).isFalse();
    }
    assertThat(expected)
        .as(setUp.report().findings().toString())
        .containsAll(codes(setUp.report()));
  }

  private static boolean isThere(Finding finding, SetUp setUp) {
    return setUp.report().findings().contains(finding);
  }

  private static Set<FindingCode> codes(Report report) {
    return report.findings().stream()
        .map(Finding::code)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(FindingCode.class)));
  }

  static Stream<Arguments> sabotage() {
    return Stream.of(accounts(), trust(), keys(), versions(), access(), others(), unread())
        .flatMap(rows -> rows);
  }

  private static Stream<Arguments> accounts() {
    return Stream.of(
        row("account gone", s().with(x -> x.accountExists = false), ACCOUNT_MISSING),
        row(
            "account gone, set up by hand",
            s().byHand().with(x -> x.accountExists = false),
            ACCOUNT_MISSING),
        row(
            "account deleted a while ago",
            s().with(x -> x.accountExists = false)
                .eachKey(k ->
                    k.policy =
                        SetUp.policy()
                            .with(CRYPTO, "deleted:serviceAccount:" + ACCOUNT + "?uid=1044")),
            ACCOUNT_MISSING),
        row(
            "account made anew beside its dead grants",
            s().eachKey(k ->
                k.policy =
                    SetUp.policy().with(CRYPTO, "deleted:serviceAccount:" + ACCOUNT + "?uid=9")),
            ACCESS_NOT_GRANTED,
            KEY_DEAD_PRINCIPAL),
        row(
            "something else than an account",
            s().actsAs("alice@example.com"),
            ACCOUNT_MISSING,
            KEY_OPEN_TO_OTHERS),
        row("account disabled", s().with(x -> x.accountDisabled = true), ACCOUNT_DISABLED),
        row(
            "account disabled, which the troubleshooter knows",
            s().with(x -> x.accountDisabled = true).troubleshooterSays(Opinion.CANNOT_ACCESS),
            ACCOUNT_DISABLED),
        row("description changed", s().with(x -> x.description = "it's mine"), OWNER_TAGS_MISSING),
        row(
            "account of another project",
            otherProject(),
            ACCOUNT_OTHER_PROJECT,
            KEY_OPEN_TO_OTHERS));
  }

  private static SetUp otherProject() {
    SetUp setUp = s();
    setUp.account = new ServiceAccountEmail("cmek-account", "other-project");
    var _ = setUp.actsAs(setUp.account.toString());
    return setUp.eachKey(k -> k.policy = k.policy.with(CRYPTO, setUp.account.member()));
  }

  private static Stream<Arguments> trust() {
    return Stream.of(
        row("vendor's grant taken away", s().withoutTrust(), TRUST_WITHOUT_VENDOR),
        row(
            "vendor of another cluster",
            s().withoutTrust()
                .onAccount(Role.TOKEN_CREATOR, VENDOR_MEMBER.replace("494982", "000000")),
            TRUST_WITHOUT_VENDOR,
            TRUST_OPEN_TO_OTHERS),
        row(
            "vendor of another project",
            s().withoutTrust()
                .onAccount(Role.TOKEN_CREATOR, VENDOR_MEMBER.replace("prod-abc", "prod-xyz")),
            TRUST_WITHOUT_VENDOR,
            TRUST_OPEN_TO_OTHERS),
        row(
            "vendor's grant under a condition",
            s().with(x -> x.accountPolicy = onlyIf(UNTIL_2027, Role.TOKEN_CREATOR, VENDOR_MEMBER)),
            TRUST_UNDECIDED),
        row(
            "vendor's grant by a group",
            s().withoutTrust().onAccount(Role.TOKEN_CREATOR, "group:vendors@example.com"),
            TRUST_UNDECIDED,
            TRUST_OPEN_TO_OTHERS),
        row(
            "vendor's grant by another role",
            s().withoutTrust().onAccount("roles/iam.workloadIdentityUser", VENDOR_MEMBER),
            TRUST_TOO_WIDE),
        row(
            "vendor may only attach the account",
            s().withoutTrust().onAccount("roles/iam.serviceAccountUser", VENDOR_MEMBER),
            TRUST_WITHOUT_VENDOR,
            TRUST_TOO_WIDE),
        row(
            "vendor's grant on the whole project",
            s().withoutTrust().onProject(Role.TOKEN_CREATOR, VENDOR_MEMBER),
            TRUST_TOO_WIDE),
        row(
            "vendor may make keys of the account too",
            s().onAccount("roles/iam.serviceAccountKeyAdmin", VENDOR_MEMBER),
            TRUST_TOO_WIDE),
        row(
            "a person beside the vendor",
            s().onAccount(Role.TOKEN_CREATOR, STRANGER),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a person and everybody beside the vendor",
            s().onAccount(Role.TOKEN_CREATOR, STRANGER).onAccount(Role.TOKEN_CREATOR, "allUsers"),
            TRUST_OPEN_TO_OTHERS),
        row(
            "everybody in place of the vendor",
            s().withoutTrust().onAccount(Role.TOKEN_CREATOR, "allAuthenticatedUsers"),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a person under a condition",
            s().with(x ->
                x.accountPolicy =
                    SetUp.policy(
                        x.accountPolicy.bindings().getFirst(),
                        onlyIf(UNTIL_2027, Role.TOKEN_CREATOR, STRANGER).bindings().getFirst())),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a service agent on the account",
            s().onAccount(
                    Role.TOKEN_CREATOR,
                    "serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com"),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a person who may attach the account",
            s().onAccount("roles/iam.serviceAccountUser", STRANGER),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a person with a custom role",
            s().with(x -> x.roles.put(CUSTOM, Set.of(Permission.SIGN_JWT)))
                .onAccount(CUSTOM, STRANGER),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a person who may mint tokens in the whole project",
            s().onProject(Role.TOKEN_CREATOR, STRANGER),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a person with the role of an agent",
            s().with(x -> x.roles.put("roles/run.serviceAgent", Set.of(Permission.SIGN_BLOB)))
                .onProject("roles/run.serviceAgent", STRANGER),
            TRUST_OPEN_TO_OTHERS),
        row(
            "an account that looks like a service agent",
            s().with(x -> x.roles.put("roles/run.serviceAgent", Set.of(Permission.SIGN_BLOB)))
                .onProject(
                    "roles/run.serviceAgent",
                    "serviceAccount:service-1@my-project.iam.gserviceaccount.com"),
            TRUST_OPEN_TO_OTHERS),
        row(
            "a deleted account",
            s().onAccount(Role.TOKEN_CREATOR, DELETED_STRANGER),
            TRUST_DEAD_PRINCIPAL),
        row(
            "vendor's account deleted",
            s().withoutTrust()
                .onAccount(
                    Role.TOKEN_CREATOR, VENDOR_MEMBER.replace("serv", "deleted:serv") + "?uid=8"),
            TRUST_WITHOUT_VENDOR,
            TRUST_DEAD_PRINCIPAL));
  }

  private static Stream<Arguments> keys() {
    return Stream.of(
        row("key gone", s().firstKey(k -> k.exists = false), KEY_MISSING),
        row(
            "a version instead of a key",
            s().regionUses("europe-west1", FIRST + "/cryptoKeyVersions/1"),
            KEY_URI_INVALID),
        row(
            "asymmetric key",
            s().firstKey(k -> {
              k.purpose = "ASYMMETRIC_SIGN";
              k.algorithm = "EC_SIGN_P256_SHA256";
              k.primary = null;
            }),
            KEY_WRONG_KIND),
        row(
            "raw encryption",
            s().firstKey(k -> {
              k.purpose = "RAW_ENCRYPT_DECRYPT";
              k.algorithm = "AES_256_GCM";
            }),
            KEY_WRONG_KIND),
        row("no primary version", s().firstKey(k -> k.primary = null), KEY_UNAVAILABLE),
        row(
            "no version at all",
            s().firstKey(k -> {
              k.primary = null;
              k.versions.clear();
            }),
            KEY_UNAVAILABLE),
        row("imported", s().firstKey(k -> k.importOnly = true), KEY_FOREIGN_MATERIAL),
        row(
            "external",
            s().firstKey(k -> k.protectionLevel = "EXTERNAL_VPC"),
            KEY_FOREIGN_MATERIAL),
        row(
            "destroyed after 30 days",
            s().firstKey(k -> k.destroyDelay = Duration.ofDays(30)),
            DESTROY_DELAY_SHORT),
        row("labels lost", s().firstKey(k -> k.labels.clear()), OWNER_TAGS_MISSING),
        row(
            "labels changed",
            s().firstKey(k -> k.labels.put("cmek-cluster", "another")),
            OWNER_TAGS_MISSING),
        row("never rotated", s().firstKey(k -> k.nextRotation = null), ROTATION_OFF),
        row("no rotation period", s().firstKey(k -> k.rotationPeriod = null), ROTATION_OFF),
        row(
            "rotation overdue",
            s().firstKey(k -> k.nextRotation = NOW.minus(Duration.ofDays(3))),
            ROTATION_OVERDUE),
        row(
            "keys swapped",
            s().regionUses("europe-west1", SetUp.SECOND.toString())
                .regionUses("us-east1", FIRST.toString()),
            KEY_OF_OTHER_REGION));
  }

  private static Stream<Arguments> versions() {
    return Stream.of(
        row("primary disabled", version("1", "DISABLED"), KEY_DISABLED),
        row("primary to be destroyed", version("1", "DESTROY_SCHEDULED"), KEY_PENDING_DELETION),
        row("primary destroyed", version("1", "DESTROYED"), KEY_VERSION_DESTROYED),
        row("primary being made", version("1", "PENDING_GENERATION"), KEY_BEING_CREATED),
        row("primary being imported", version("1", "PENDING_IMPORT"), KEY_PENDING_IMPORT),
        row("primary failed", version("1", "GENERATION_FAILED"), KEY_UNAVAILABLE),
        row("primary in a new state", version("1", "SLEEPING"), KEY_UNAVAILABLE),
        row("earlier disabled", rotated("DISABLED"), KEY_VERSION_UNUSABLE),
        row("earlier to be destroyed", rotated("DESTROY_SCHEDULED"), KEY_VERSION_UNUSABLE),
        row("earlier destroyed", rotated("DESTROYED"), KEY_VERSION_DESTROYED),
        row(
            "two earlier ones unusable, each otherwise",
            rotated("DISABLED").firstKey(k -> k.versions.put("3", "DESTROY_SCHEDULED")),
            KEY_VERSION_UNUSABLE),
        row(
            "primary and earlier disabled",
            rotated("DISABLED").firstKey(k -> k.versions.put("2", "DISABLED")),
            KEY_DISABLED,
            KEY_VERSION_UNUSABLE));
  }

  private static SetUp version(String number, String state) {
    return s().firstKey(k -> k.versions.put(number, state));
  }

  private static SetUp rotated(String state) {
    return s().firstKey(k -> {
      k.versions.put("1", state);
      k.versions.put("2", "ENABLED");
      k.primary = "2";
    });
  }

  private static Stream<Arguments> access() {
    return Stream.of(
        row("key's grant taken away", s().withoutKeyGrant(), ACCESS_NOT_GRANTED),
        row(
            "only encrypting is left",
            s().withoutKeyGrant().onKey("roles/cloudkms.cryptoKeyEncrypter", US),
            ACCESS_NOT_GRANTED),
        row(
            "only decrypting is left",
            s().withoutKeyGrant().onKey("roles/cloudkms.cryptoKeyDecrypter", US),
            ACCESS_NOT_GRANTED),
        row(
            "only reading is left",
            s().withoutKeyGrant().onKey("roles/cloudkms.viewer", US),
            ACCESS_NOT_GRANTED),
        row(
            "granted under a condition",
            s().firstKey(k -> k.policy = onlyIf(UNTIL_2027, CRYPTO, US)),
            ACCESS_UNDECIDED),
        row(
            "granted by a group",
            s().withoutKeyGrant().onKey(CRYPTO, "group:keys@example.com"),
            ACCESS_UNDECIDED,
            KEY_OPEN_TO_OTHERS),
        row(
            "a custom role that was deleted",
            s().withoutKeyGrant().onKey(CUSTOM, US),
            ACCESS_NOT_GRANTED),
        row(
            "a custom role that decrypts only",
            s().withoutKeyGrant()
                .with(x -> x.roles.put(CUSTOM, Set.of(Permission.DECRYPT)))
                .onKey(CUSTOM, US),
            ACCESS_NOT_GRANTED),
        row(
            "inherited from the ring",
            s().withoutKeyGrant().onRing(CRYPTO, US),
            ACCOUNT_OTHER_KEYS),
        row(
            "inherited from the project",
            s().withoutKeyGrant().onProject(CRYPTO, US),
            ACCOUNT_OTHER_KEYS),
        row("on the project besides", s().onProject(CRYPTO, US), ACCOUNT_OTHER_KEYS),
        row(
            "one half on the ring",
            s().onRing("roles/cloudkms.cryptoKeyDecrypter", US),
            ACCOUNT_OTHER_KEYS),
        row(
            "granted by owning the project",
            s().withoutKeyGrant().onProject("roles/owner", US),
            ACCOUNT_OTHER_KEYS),
        row(
            "a broader role on the key",
            s().withoutKeyGrant().onKey("roles/cloudkms.cryptoOperator", US),
            ACCOUNT_OTHER_ROLES),
        row("administers the key", s().onKey("roles/cloudkms.admin", US), ACCOUNT_OTHER_ROLES),
        row("reads the project", s().onProject("roles/viewer", US), ACCOUNT_OTHER_ROLES),
        row(
            "troubleshooter says no",
            s().troubleshooterSays(Opinion.CANNOT_ACCESS),
            ACCESS_NOT_CONFIRMED),
        row(
            "troubleshooter knows of a grant above",
            s().withoutKeyGrant().troubleshooterSays(Opinion.CAN_ACCESS),
            ACCOUNT_OTHER_KEYS));
  }

  private static Stream<Arguments> others() {
    return Stream.of(
        row("everybody on the key", s().onKey(CRYPTO, "allUsers"), KEY_OPEN_TO_EVERYONE),
        row(
            "everybody in place of the account",
            s().withoutKeyGrant().onKey(CRYPTO, "allAuthenticatedUsers"),
            KEY_OPEN_TO_EVERYONE),
        row(
            "everybody may administer the key",
            s().onKey("roles/cloudkms.admin", "allUsers"),
            KEY_OPEN_TO_EVERYONE),
        row(
            "everybody on the ring",
            s().onRing("roles/cloudkms.cryptoKeyDecrypter", "allUsers"),
            KEY_OPEN_TO_EVERYONE),
        row(
            "everybody on the project",
            s().onProject("roles/cloudkms.cryptoOperator", "allAuthenticatedUsers"),
            KEY_OPEN_TO_EVERYONE),
        row(
            "everybody owns the project",
            s().onProject("roles/owner", "allUsers"),
            KEY_OPEN_TO_EVERYONE,
            TRUST_OPEN_TO_OTHERS),
        row("a person on the key", s().onKey(CRYPTO, STRANGER), KEY_OPEN_TO_OTHERS),
        row(
            "a person and an agent, each by a role",
            s().onKey(CRYPTO, STRANGER)
                .onKey(
                    "roles/cloudkms.cryptoKeyDecrypter",
                    "serviceAccount:service-1@gs-project-accounts.iam.gserviceaccount.com"),
            KEY_OPEN_TO_OTHERS),
        row("a person owns the key", s().onKey("roles/owner", STRANGER), KEY_OPEN_TO_OTHERS),
        row("a domain on the ring", s().onRing(CRYPTO, "domain:example.com"), KEY_OPEN_TO_OTHERS),
        row(
            "a person on the project",
            s().onProject("roles/cloudkms.cryptoKeyDecrypter", STRANGER),
            KEY_OPEN_TO_OTHERS),
        row("the vendor itself on the key", s().onKey(CRYPTO, VENDOR_MEMBER), KEY_OPEN_TO_OTHERS),
        row(
            "a person under a condition",
            s().firstKey(k ->
                k.policy =
                    SetUp.policy(
                        k.policy.bindings().getFirst(),
                        onlyIf(UNTIL_2027, CRYPTO, STRANGER).bindings().getFirst())),
            KEY_OPEN_TO_OTHERS),
        row(
            "a person with a custom role",
            s().with(x -> x.roles.put(CUSTOM, Set.of(Permission.DECRYPT))).onRing(CUSTOM, STRANGER),
            KEY_OPEN_TO_OTHERS),
        row("a deleted account", s().onKey(CRYPTO, DELETED_STRANGER), KEY_DEAD_PRINCIPAL));
  }

  private static Stream<Arguments> unread() {
    return Stream.of(
        row(
            "account hidden",
            s().accountSeen(a ->
                new AccountFacts(
                    a.email(),
                    new Denied<>("iam.serviceAccounts.get"),
                    new Denied<>("iam.serviceAccounts.getIamPolicy"))),
            FACT_DENIED),
        row(
            "account vanished meanwhile",
            s().accountSeen(a -> new AccountFacts(a.email(), a.identity(), new Reading.Absent<>())),
            FACT_UNREACHABLE),
        row(
            "key not told",
            s().firstKey(k ->
                k.seen =
                    f ->
                        new KeyFacts(
                            f.name(),
                            new Unreachable<>("it rains"),
                            f.versions(),
                            f.policy(),
                            f.ringPolicy())),
            FACT_UNREACHABLE),
        row(
            "key's policy hidden",
            s().firstKey(k ->
                k.seen =
                    f ->
                        new KeyFacts(
                            f.name(),
                            f.metadata(),
                            f.versions(),
                            new Denied<>("cloudkms.cryptoKeys.getIamPolicy"),
                            f.ringPolicy())),
            FACT_DENIED),
        row(
            "ring's policy hidden, and the key's grants nothing",
            s().withoutKeyGrant()
                .firstKey(k ->
                    k.seen =
                        f ->
                            new KeyFacts(
                                f.name(),
                                f.metadata(),
                                f.versions(),
                                f.policy(),
                                new Denied<>("cloudkms.keyRings.getIamPolicy"))),
            FACT_DENIED),
        row(
            "project's policy hidden",
            s().projectSeen(SetUp.PROJECT, new Denied<>("resourcemanager.projects.getIamPolicy")),
            FACT_DENIED),
        row(
            "project's policy hidden, and the vendor lacks its grant",
            s().withoutTrust()
                .projectSeen(SetUp.PROJECT, new Denied<>("resourcemanager.projects.getIamPolicy")),
            FACT_DENIED),
        row(
            "a role hidden that somebody has on the key",
            s().onKey("projects/my-project/roles/unreadable", STRANGER),
            FACT_DENIED),
        row(
            "a role hidden by which the account uses the key",
            s().withoutKeyGrant().onKey("projects/my-project/roles/unreadable", US),
            FACT_DENIED,
            ACCESS_UNDECIDED,
            ACCOUNT_OTHER_ROLES));
  }

  private static SetUp s() {
    return new SetUp();
  }

  private static Arguments row(String name, SetUp setUp, FindingCode first, FindingCode... more) {
    return arguments(named(name, setUp), EnumSet.of(first, more));
  }
}
