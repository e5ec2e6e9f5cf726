package dev.cmek.gcp.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.gcp.account.Account;
import dev.cmek.gcp.account.Accounts;
import dev.cmek.gcp.binding.Bindings;
import dev.cmek.gcp.key.CryptoKey;
import dev.cmek.gcp.key.CryptoKey.Version;
import dev.cmek.gcp.key.Keys;
import dev.cmek.gcp.key.NewKey;
import dev.cmek.gcp.key.Rotation;
import dev.cmek.gcp.project.FakeGcp;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.IamPolicy.Condition;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.step.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What service accounts, keys and policies of a project promise to the steps.
abstract class ProjectContract {

  static final String PROJECT = FakeGcp.NAMING.project();

  /// Of another project, and there.
  static final ServiceAccountEmail VENDOR =
      ServiceAccountEmail.parse("crl-kms-user-494982d7d81e@crl-prod-abc.iam.gserviceaccount.com");

  static final CryptoKeyName KEY =
      CryptoKeyName.parse(
          "projects/"
              + PROJECT
              + "/locations/europe-west1/keyRings/cmek-f78b7feb-b6cf-4396-9d7f-494982d7d81e"
              + "/cryptoKeys/cmek");

  static final ServiceAccountEmail ACCOUNT =
      ServiceAccountEmail.parse(
          "cmek-f78b7feb-494982d7d81e@" + PROJECT + ".iam.gserviceaccount.com");

  /// As another team grants it on what is ours too.
  private static final Binding FOR_A_WHILE =
      new Binding(
          Role.ENCRYPTER_DECRYPTER,
          List.of("user:auditor@cmek.example"),
          new Condition(
              "for a while",
              "until the audit is over",
              "request.time < timestamp(\"2100-01-01T00:00:00Z\")"));

  private static final Binding FOR_GOOD =
      new Binding("roles/viewer", List.of("group:auditors@cmek.example"));

  private static final Instant NEXT = Instant.parse("2099-11-22T10:00:00Z");
  private static final Rotation YEARLY = new Rotation(NEXT, Duration.ofDays(365));

  abstract Accounts accounts();

  abstract Keys keys();

  abstract Bindings bindings();

  /// Somebody else grants on a key.
  abstract void othersGrant(CryptoKeyName key, Binding binding);

  /// Somebody else grants on a service account.
  abstract void othersGrant(ServiceAccountEmail account, Binding binding);

  @Test
  void whatIsNotThereIsAbsent() {
    assertThat(accounts().find(ACCOUNT)).isEmpty();
    assertThat(accounts().findPolicy(ACCOUNT)).isEmpty();
    assertThat(keys().hasRing(KEY)).isFalse();
    assertThat(keys().find(KEY)).isEmpty();
    assertThat(bindings().find(KEY)).isEmpty();
  }

  @Test
  void anAccountIsFoundAsItWasCreated() {
    Account created = account();

    assertThat(created.email()).isEqualTo(ACCOUNT);
    assertThat(created.uniqueId()).matches("[0-9]{21}");
    assertThat(created.description()).isEqualTo("cmek-functions cluster=f78b7feb");
    assertThat(created.disabled()).isFalse();
    assertThat(accounts().find(ACCOUNT)).contains(created);
  }

  @Test
  void anAccountsNameIsTakenOnce() {
    Account first = account();

    Optional<Account> second =
        make(accounts().create(new Account(ACCOUNT, Account.UNKNOWN_ID, "another's", false)));

    assertThat(second).isEmpty();
    assertThat(accounts().find(ACCOUNT)).contains(first);
  }

  @Test
  void aRingIsThereOnceItWasCreated() {
    String first = make(keys().createRing(KEY));
    String second = make(keys().createRing(KEY));

    assertThat(first).isEqualTo(second).isEqualTo(KEY.ringName());
    assertThat(keys().hasRing(KEY)).isTrue();
    assertThat(keys().find(KEY)).isEmpty();
  }

  @Test
  void aKeyIsFoundAsItWasCreated() {
    CryptoKey created = key();

    assertThat(created.name()).isEqualTo(KEY);
    assertThat(created.purpose()).isEqualTo(CryptoKey.PURPOSE);
    assertThat(created.algorithm()).isEqualTo(CryptoKey.ALGORITHM);
    assertThat(created.primary()).contains(Version.FIRST);
    assertThat(created.labels()).containsOnly(Map.entry("team", "payments"));
    assertThat(created.rotationPeriod()).contains(YEARLY.period());
    assertThat(keys().find(KEY)).contains(created);
  }

  @Test
  void aKeyThatIsThereIsGivenAsItIs() {
    CryptoKey first = key();

    CryptoKey second =
        make(
            keys()
                .create(
                    new NewKey(
                        KEY, new Rotation(NEXT, Duration.ofDays(30)), Map.of("team", "ledger"))));

    assertThat(second).isEqualTo(first);
  }

  @Test
  void rotationChangesAndNothingElse() {
    CryptoKey key = key();

    CryptoKey changed = make(keys().rotate(key, new Rotation(NEXT, Duration.ofDays(90))));

    assertThat(changed).isEqualTo(key.withRotation(Duration.ofDays(90)));
    assertThat(keys().find(KEY)).contains(changed);
  }

  @Test
  void labelsAreAddedAndNothingElse() {
    CryptoKey key = key();

    CryptoKey changed = make(keys().addLabels(key, Map.of("cost", "42")));

    assertThat(changed).isEqualTo(key.withLabels(Map.of("team", "payments", "cost", "42")));
    assertThat(keys().find(KEY)).contains(changed);
  }

  @Test
  void aGrantOnAKeyLeavesThoseOfOthersAsTheyAre() {
    CryptoKey _ = key();
    Account _ = account();
    othersGrant(KEY, FOR_A_WHILE);
    othersGrant(KEY, FOR_GOOD);

    IamPolicy granted = make(grantOnKey(policyOfKey()));

    assertThat(granted.bindings())
        .containsExactlyInAnyOrder(
            FOR_A_WHILE,
            FOR_GOOD,
            new Binding(Role.ENCRYPTER_DECRYPTER, List.of(ACCOUNT.member())));
    assertThat(policyOfKey()).isEqualTo(granted);
  }

  @Test
  void aGrantOnAnAccountLeavesThoseOfOthersAsTheyAre() {
    Account _ = account();
    othersGrant(ACCOUNT, FOR_A_WHILE);
    othersGrant(ACCOUNT, FOR_GOOD);

    IamPolicy granted = make(grantOnAccount(policyOfAccount()));

    assertThat(granted.bindings())
        .containsExactlyInAnyOrder(
            FOR_A_WHILE, FOR_GOOD, new Binding(Role.TOKEN_CREATOR, List.of(VENDOR.member())));
    assertThat(policyOfAccount()).isEqualTo(granted);
  }

  @Test
  void aPolicyThatOthersChangedSinceIsNotReplaced() {
    CryptoKey _ = key();
    Account _ = account();
    IamPolicy ofKey = policyOfKey();
    IamPolicy ofAccount = policyOfAccount();
    othersGrant(KEY, FOR_GOOD);
    othersGrant(ACCOUNT, FOR_GOOD);

    assertStops(grantOnKey(ofKey), Reason.SERVICE_UNAVAILABLE);
    assertStops(grantOnAccount(ofAccount), Reason.SERVICE_UNAVAILABLE);

    assertThat(policyOfKey().bindings()).containsExactly(FOR_GOOD);
    assertThat(policyOfAccount().bindings()).containsExactly(FOR_GOOD);
  }

  @Test
  void whoDoesNotExistIsGrantedNothing() {
    CryptoKey _ = key();
    IamPolicy before = policyOfKey();

    assertStops(grantOnKey(before), Reason.ACCOUNT_NOT_USABLE);

    assertThat(policyOfKey()).isEqualTo(before);
  }

  private Account account() {
    return make(accounts()
            .create(
                new Account(ACCOUNT, Account.UNKNOWN_ID, "cmek-functions cluster=f78b7feb", false)))
        .orElseThrow();
  }

  private CryptoKey key() {
    String _ = make(keys().createRing(KEY));
    return make(keys().create(new NewKey(KEY, YEARLY, Map.of("team", "payments"))));
  }

  private IamPolicy policyOfKey() {
    return bindings().find(KEY).orElseThrow();
  }

  private IamPolicy policyOfAccount() {
    return accounts().findPolicy(ACCOUNT).orElseThrow();
  }

  private Write<IamPolicy> grantOnKey(IamPolicy before) {
    return bindings().grant(KEY, before, Role.ENCRYPTER_DECRYPTER, ACCOUNT.member());
  }

  private Write<IamPolicy> grantOnAccount(IamPolicy before) {
    return accounts().grant(ACCOUNT, before, Role.TOKEN_CREATOR, VENDOR.member());
  }

  static <T> T make(Write<T> write) {
    return Changes.of(false).make(write);
  }

  private static void assertStops(Write<?> write, Reason reason) {
    assertThatThrownBy(() -> make(write))
        .isInstanceOfSatisfying(Stop.class, stop -> assertThat(stop.reason()).isEqualTo(reason));
  }
}
