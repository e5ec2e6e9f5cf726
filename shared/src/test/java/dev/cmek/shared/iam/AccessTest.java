package dev.cmek.shared.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.iam.Decision.Cause;
import dev.cmek.shared.iam.Decision.Denied;
import dev.cmek.shared.iam.Decision.Undecided;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

  private static final String ROLE = "arn:aws:iam::111122223333:role/cockroachdb-cmek/cmek";
  private static final String SESSION = "arn:aws:sts::111122223333:assumed-role/cmek/node-1";
  private static final String USER = "arn:aws:iam::111122223333:user/ann";
  private static final String KEY = "arn:aws:kms:eu-west-1:111122223333:key/k1";
  private static final String FOREIGN_KEY = "arn:aws:kms:eu-west-1:999988887777:key/k2";
  private static final String QUEUE = "arn:aws:sqs:eu-west-1:111122223333:q";

  private static final PolicyDocument DECRYPT = allow("kms:Decrypt", "*");
  private static final PolicyDocument NOTHING = PolicyDocument.of(List.of());
  private static final PolicyDocument DELEGATING = keyPolicy("111122223333");

  @Nested
  class OfAKeyInTheSameAccount {

    @Test
    void ownPolicyCountsOnlyWhereTheKeyPolicyDelegates() {
      assertThat(decide(ROLE, KEY, DECRYPT, null, DELEGATING).isAllowed()).isTrue();
      assertThat(cause(decide(ROLE, KEY, DECRYPT, null, keyPolicy(USER))))
          .isEqualTo(Cause.RESOURCE_POLICY);
      assertThat(cause(decide(ROLE, KEY, NOTHING, null, DELEGATING)))
          .isEqualTo(Cause.IDENTITY_POLICY);
    }

    @Test
    void keyPolicyAloneIsEnough() {
      assertThat(decide(ROLE, KEY, NOTHING, null, keyPolicy(ROLE)).isAllowed()).isTrue();
      assertThat(decide(ROLE, KEY, NOTHING, null, keyPolicy("*")).isAllowed()).isTrue();
    }

    @Test
    void theBoundaryLimitsWhatIsGrantedToTheRole() {
      PolicyDocument limit = allow("kms:Encrypt", "*");

      assertThat(cause(decide(ROLE, KEY, DECRYPT, limit, DELEGATING))).isEqualTo(Cause.BOUNDARY);
      assertThat(cause(decide(ROLE, KEY, NOTHING, limit, keyPolicy(ROLE))))
          .isEqualTo(Cause.BOUNDARY);
      assertThat(decide(ROLE, KEY, NOTHING, DECRYPT, keyPolicy(ROLE)).isAllowed()).isTrue();
    }

    @Test
    void theBoundaryDoesNotLimitWhatIsGrantedToASessionOrUser() {
      PolicyDocument limit = allow("kms:Encrypt", "*");

      assertThat(decide(SESSION, KEY, NOTHING, limit, keyPolicy(SESSION)).isAllowed()).isTrue();
      assertThat(decide(USER, KEY, NOTHING, limit, keyPolicy(USER)).isAllowed()).isTrue();
    }

    @Test
    void aSessionHasWhatItsRoleHas() {
      Request request =
          new Request(
              SESSION, "kms:Decrypt", KEY, Context.of(Map.of("aws:PrincipalArn", List.of(ROLE))));

      assertThat(access(NOTHING, null, keyPolicy(ROLE)).decide(request).isAllowed()).isTrue();
    }

    @Test
    void theSessionThatWillCallIsNotKnown() {
      assertThat(decide(ROLE, KEY, NOTHING, null, keyPolicy(SESSION)).isUndecided()).isTrue();
    }

    @Test
    void aStatementWithoutActionOrResourceHasNoEffect() {
      Statement noAction = Statement.allow("A").to(Principals.aws(ROLE)).on("*").build();
      Statement noResource = Statement.allow("R").to(Principals.aws(ROLE)).actions("kms:*").build();

      assertThat(decide(ROLE, KEY, NOTHING, null, PolicyDocument.of(noAction, noResource)))
          .isInstanceOf(Denied.class);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "arn:aws:kms:eu-west-1:111122223333:key/k1",
          "arn:aws:kms:*:111122223333:key/k1",
          "arn:aws:kms:eu-west-1:111122223333:key/*",
          "arn:aws:kms:eu-west-1:111122223333:*",
          "arn:*:kms:*:*:key/k?",
          "*"
        })
    void resourcesMatchWithWildcards(String pattern) {
      PolicyDocument identity = allow("kms:decrypt", pattern);

      assertThat(decide(ROLE, KEY, identity, null, DELEGATING).isAllowed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "arn:aws:kms:eu-west-1:111122223333:key/K1",
          "arn:aws:kms:eu-west-1:111122223333:alias/k1",
          "arn:aws:kms:us-east-1:111122223333:key/k1",
          "k1"
        })
    void otherResourcesDoNot(String pattern) {
      PolicyDocument identity = allow("kms:Decrypt", pattern);

      assertThat(decide(ROLE, KEY, identity, null, DELEGATING).isDenied()).isTrue();
    }

    @Test
    void anExplicitDenyWinsWhereverItStands() {
      PolicyDocument denying = PolicyDocument.of(deny("kms:*"));
      PolicyDocument key = keyPolicy(ROLE).with(deny("kms:*", Principals.aws("*")));

      assertThat(cause(decide(ROLE, KEY, denying, null, keyPolicy(ROLE))))
          .isEqualTo(Cause.EXPLICIT_DENY);
      assertThat(cause(decide(ROLE, KEY, DECRYPT, DECRYPT.with(deny("kms:D*")), DELEGATING)))
          .isEqualTo(Cause.EXPLICIT_DENY);
      assertThat(decide(ROLE, KEY, DECRYPT, null, key))
          .asInstanceOf(InstanceOfAssertFactories.type(Denied.class))
          .extracting(Denied::because)
          .isEqualTo("statement D of the resource's policy denies it");
    }

    @Test
    void aDenyToTheAccountIsOneToTheRole() {
      PolicyDocument key =
          keyPolicy(ROLE).with(deny("kms:*", Principals.aws("arn:aws:iam::111122223333:root")));

      assertThat(cause(decide(ROLE, KEY, DECRYPT, null, key))).isEqualTo(Cause.EXPLICIT_DENY);
    }

    @ParameterizedTest
    @CsvSource({
      "arn:aws:iam::111122223333:role/other,                          Denied",
      "arn:aws:iam::111122223333:role/cockroachdb-cmek/cmek,          Undecided",
      "arn:aws:iam::111122223333:root,                                Undecided",
    })
    void notPrincipalSparesARoleOnlyIfAllItsNamesAreThere(String spared, String decision) {
      Statement deny = deny("kms:*", new Principals(true, Map.of("AWS", List.of(spared))));

      assertThat(decide(ROLE, KEY, DECRYPT, null, keyPolicy(ROLE).with(deny)))
          .extracting(d -> d.getClass().getSimpleName())
          .isEqualTo(decision);
    }

    @Test
    void notPrincipalSparesASessionNamedInEveryWay() {
      Principals spared =
          new Principals(true, Map.of("AWS", List.of(ROLE, SESSION, "111122223333")));
      Request request =
          new Request(
              SESSION, "kms:Decrypt", KEY, Context.of(Map.of("aws:PrincipalArn", List.of(ROLE))));

      Decision decision =
          access(NOTHING, null, keyPolicy(ROLE).with(deny("kms:*", spared))).decide(request);

      assertThat(decision.isAllowed()).isTrue();
    }

    @Test
    void notActionAndNotResourceCoverAllTheOthers() {
      Statement allButDelete =
          Statement.allow("S").notActions("kms:ScheduleKeyDeletion").onAllBut(FOREIGN_KEY).build();
      Statement allButDecrypt = Statement.allow("S").notActions("kms:D*").on("*").build();

      assertThat(decide(ROLE, KEY, PolicyDocument.of(allButDelete), null, DELEGATING).isAllowed())
          .isTrue();
      assertThat(decide(ROLE, KEY, PolicyDocument.of(allButDecrypt), null, DELEGATING).isDenied())
          .isTrue();
    }

    @Test
    void theAccountRootIsSubjectToTheKeyPolicyAlone() {
      String root = "arn:aws:iam::111122223333:root";

      assertThat(decide(root, KEY, NOTHING, NOTHING, DELEGATING).isAllowed()).isTrue();
      assertThat(decide(root, KEY, NOTHING, null, keyPolicy(ROLE)).isDenied()).isTrue();
    }

    @Test
    void aServiceIsAllowedByTheKeyPolicyAlone() {
      PolicyDocument key =
          PolicyDocument.of(
              Statement.allow("S")
                  .to(Principals.service("sns.amazonaws.com"))
                  .actions("kms:Decrypt")
                  .on("*")
                  .build());

      assertThat(decide("sns.amazonaws.com", KEY, NOTHING, null, key).isAllowed()).isTrue();
      assertThat(decide("sqs.amazonaws.com", KEY, NOTHING, null, key).isDenied()).isTrue();
    }
  }

  @Nested
  class OfAKeyInAnotherAccount {

    @ParameterizedTest
    @ValueSource(strings = {"111122223333", ROLE, "*"})
    void bothSidesMustAllow(String admitted) {
      PolicyDocument key = keyPolicy(admitted);

      assertThat(decide(ROLE, FOREIGN_KEY, DECRYPT, null, key).isAllowed()).isTrue();
      assertThat(cause(decide(ROLE, FOREIGN_KEY, NOTHING, null, key)))
          .isEqualTo(Cause.IDENTITY_POLICY);
    }

    @Test
    void theOwnersDelegationIsNotForStrangers() {
      assertThat(cause(decide(ROLE, FOREIGN_KEY, DECRYPT, null, keyPolicy("999988887777"))))
          .isEqualTo(Cause.RESOURCE_POLICY);
    }
  }

  @Nested
  class OfOtherResources {

    @Test
    void eitherSideIsEnoughInTheSameAccount() {
      Request request = new Request(ROLE, "sqs:SendMessage", QUEUE);
      PolicyDocument send = allow("sqs:SendMessage", QUEUE);
      PolicyDocument queue =
          PolicyDocument.of(
              Statement.allow("S").to(Principals.aws(ROLE)).actions("sqs:*").on(QUEUE).build());

      assertThat(access(send, null, NOTHING).decide(request).isAllowed()).isTrue();
      assertThat(access(NOTHING, null, queue).decide(request).isAllowed()).isTrue();
      assertThat(access(NOTHING, null, NOTHING).decide(request).isDenied()).isTrue();
    }

    @Test
    void ownPoliciesAloneDecideWhereThereIsNoOther() {
      Request request = new Request(ROLE, "kms:ListKeys", "*");

      assertThat(Access.of(allow("kms:List*", "*")).decide(request).isAllowed()).isTrue();
      assertThat(Access.of(allow("kms:List*", KEY)).decide(request).isDenied()).isTrue();
    }
  }

  @Nested
  class OfARole {

    private static final String VENDOR = "arn:aws:iam::777788889999:root";

    @Test
    void aTrustNeedsNoResource() {
      Request request = assume(Context.UNKNOWN.with("sts:ExternalId", "org"));

      assertThat(access(NOTHING, null, trust()).decide(request).isAllowed()).isTrue();
    }

    @Test
    void theExternalIdDecides() {
      assertThat(access(NOTHING, null, trust()).decide(assume(Context.whole(Map.of()))).isDenied())
          .isTrue();
      assertThat(
              access(NOTHING, null, trust())
                  .decide(assume(Context.UNKNOWN.with("sts:ExternalId", "other")))
                  .isDenied())
          .isTrue();
    }

    @Test
    void whatIsNotKnownIsNamed() {
      Decision decision = access(NOTHING, null, trust()).decide(assume(Context.UNKNOWN));

      assertThat(decision)
          .isEqualTo(
              new Undecided(
                  Set.of(
                      "statement T of the resource's policy: StringEquals sts:ExternalId [org]")));
    }

    private static PolicyDocument trust() {
      return PolicyDocument.of(
          Statement.allow("T")
              .to(Principals.aws("777788889999"))
              .actions("sts:AssumeRole")
              .when("StringEquals", "sts:ExternalId", "org")
              .build());
    }

    private static Request assume(Context context) {
      return new Request(VENDOR, "sts:AssumeRole", ROLE, context);
    }
  }

  @Nested
  class WhatIsUndecided {

    private static final Condition OPEN =
        new Condition("StringEquals", "aws:SourceVpce", List.of("vpce-1"));

    @Test
    void staysOpen() {
      PolicyDocument open = PolicyDocument.of(with(OPEN, Effect.ALLOW));

      assertThat(decide(ROLE, KEY, open, null, DELEGATING).isUndecided()).isTrue();
      assertThat(
              decide(ROLE, KEY, DECRYPT.with(with(OPEN, Effect.DENY)), null, DELEGATING)
                  .isUndecided())
          .isTrue();
    }

    @Test
    void doesNotMatterWhereAnotherStatementDecides() {
      PolicyDocument allowedAnyway = DECRYPT.with(with(OPEN, Effect.ALLOW));
      PolicyDocument deniedAnyway = allowedAnyway.with(deny("kms:Decrypt"));
      PolicyDocument neverAllowed = PolicyDocument.of(with(OPEN, Effect.DENY));

      assertThat(decide(ROLE, KEY, allowedAnyway, null, DELEGATING).isAllowed()).isTrue();
      assertThat(decide(ROLE, KEY, deniedAnyway, null, DELEGATING).isDenied()).isTrue();
      assertThat(decide(ROLE, KEY, neverAllowed, null, DELEGATING).isDenied()).isTrue();
    }

    private static Statement with(Condition condition, Effect effect) {
      return new Statement(
          "O",
          effect,
          null,
          new Patterns(false, List.of("kms:*")),
          new Patterns(false, List.of("*")),
          List.of(condition));
    }
  }

  private static Decision decide(
      String principal,
      String resource,
      PolicyDocument identity,
      @Nullable PolicyDocument boundary,
      PolicyDocument resourcePolicy) {
    return access(identity, boundary, resourcePolicy)
        .decide(new Request(principal, "kms:Decrypt", resource));
  }

  private static Access access(
      PolicyDocument identity, @Nullable PolicyDocument boundary, PolicyDocument resourcePolicy) {
    Access access =
        Access.of(identity).to(new NamedPolicy("the resource's policy", resourcePolicy));
    return boundary == null ? access : access.within(new NamedPolicy("limit", boundary));
  }

  private static PolicyDocument allow(String action, String resource) {
    return PolicyDocument.of(Statement.allow("S").actions(action).on(resource).build());
  }

  private static PolicyDocument keyPolicy(String principal) {
    return PolicyDocument.of(
        Statement.allow("K").to(Principals.aws(principal)).actions("kms:*").on("*").build());
  }

  private static Statement deny(String action) {
    return Statement.deny("D").actions(action).on("*").build();
  }

  private static Statement deny(String action, Principals principals) {
    return Statement.deny("D").to(principals).actions(action).on("*").build();
  }

  private static Cause cause(Decision decision) {
    assertThat(decision).isInstanceOf(Denied.class);
    return ((Denied) decision).cause();
  }
}
