package dev.cmek.shared.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PolicyPropertiesTest {

  private static final String ROLE = "arn:aws:iam::111122223333:role/cmek";
  private static final String KEY = "arn:aws:kms:eu-west-1:111122223333:key/k1";

  @Property
  void readingWhatWasWrittenGivesTheSame(@ForAll("policies") PolicyDocument policy) {
    assertThat(PolicyDocument.parse(policy.json())).isEqualTo(policy);
  }

  @Property
  void everyPolicyMeansWhatItMeans(
      @ForAll("policies") PolicyDocument policy, @ForAll Random random) {
    assertThat(policy.means(shuffled(policy, random))).isTrue();
  }

  @Property
  void policiesOfOneMeaningDecideAlike(
      @ForAll("policies") PolicyDocument one,
      @ForAll("policies") PolicyDocument other,
      @ForAll("requests") Request request) {
    if (one.means(other)) {
      assertThat(decide(one, one, request).getClass())
          .isEqualTo(decide(other, other, request).getClass());
    }
  }

  @Property
  void theOrderOfStatementsMeansNothing(
      @ForAll("policies") PolicyDocument identity,
      @ForAll("policies") PolicyDocument key,
      @ForAll("requests") Request request,
      @ForAll Random random) {
    Decision decision = decide(identity, key, request);

    Decision shuffled = decide(shuffled(identity, random), shuffled(key, random), request);

    assertThat(shuffled.getClass()).isEqualTo(decision.getClass());
  }

  @Property
  void oneMoreDenyNeverOpensAnything(
      @ForAll("policies") PolicyDocument identity,
      @ForAll("policies") PolicyDocument key,
      @ForAll("statements") Statement statement,
      @ForAll("requests") Request request) {
    Decision before = decide(identity, key, request);
    Statement deny = withEffect(statement, Effect.DENY);

    Decision after = decide(identity.with(deny), key.with(deny), request);

    assertThat(openness(after)).isLessThanOrEqualTo(openness(before));
  }

  @Property
  void oneMoreAllowNeverClosesAnything(
      @ForAll("policies") PolicyDocument identity,
      @ForAll("policies") PolicyDocument key,
      @ForAll("statements") Statement statement,
      @ForAll("requests") Request request) {
    Decision before = decide(identity, key, request);
    Statement allow = withEffect(statement, Effect.ALLOW);

    Decision after = decide(identity.with(allow), key.with(allow), request);

    assertThat(openness(after)).isGreaterThanOrEqualTo(openness(before));
  }

  @Property
  void aBoundaryOnlyTakesAway(
      @ForAll("policies") PolicyDocument identity,
      @ForAll("policies") PolicyDocument key,
      @ForAll("policies") PolicyDocument boundary,
      @ForAll("requests") Request request) {
    Access free = access(identity, key);

    Decision limited = free.within(new NamedPolicy("limit", boundary)).decide(request);

    assertThat(openness(limited)).isLessThanOrEqualTo(openness(free.decide(request)));
  }

  @Property
  void knowingMoreNeverContradictsWhatWasDecided(
      @ForAll("policies") PolicyDocument identity,
      @ForAll("policies") PolicyDocument key,
      @ForAll("requests") Request request) {
    Decision before = decide(identity, key, request);
    Request known =
        new Request(
            request.principal(),
            request.action(),
            request.resource(),
            request.context().without("*"));

    Decision after = decide(identity, key, known);

    if (!before.isUndecided()) {
      assertThat(after.getClass()).isEqualTo(before.getClass());
    }
    assertThat(after.isUndecided() && !before.isUndecided()).isFalse();
  }

  private static int openness(Decision decision) {
    return switch (decision) {
      case Decision.Denied _ -> 0;
      case Decision.Undecided _ -> 1;
      case Decision.Allowed _ -> 2;
    };
  }

  private static Decision decide(PolicyDocument identity, PolicyDocument key, Request request) {
    return access(identity, key).decide(request);
  }

  private static Access access(PolicyDocument identity, PolicyDocument key) {
    return Access.of(identity).to(new NamedPolicy("key policy", key));
  }

  private static Statement withEffect(Statement s, Effect effect) {
    return new Statement(
        s.sid(), effect, s.principals(), s.actions(), s.resources(), s.conditions());
  }

  private static PolicyDocument shuffled(PolicyDocument policy, Random random) {
    List<Statement> statements = new ArrayList<>(policy.statements());
    Collections.shuffle(statements, random);
    return new PolicyDocument(policy.version(), policy.id(), statements);
  }

  @Provide
  Arbitrary<PolicyDocument> policies() {
    Arbitrary<String> version = Arbitraries.of("2012-10-17", "2008-10-17");
    return Combinators.combine(version, statements().list().ofMaxSize(4))
        .as((v, s) -> new PolicyDocument(v, null, s));
  }

  @Provide
  Arbitrary<Statement> statements() {
    return Combinators.combine(
            Arbitraries.strings().alpha().ofMaxLength(3).injectNull(0.3),
            Arbitraries.of(Effect.values()),
            principals().injectNull(0.2),
            patterns("kms:Decrypt", "kms:*", "KMS:Encrypt", "*", "s3:Get?").injectNull(0.1),
            patterns("*", KEY, "arn:aws:kms:*:111122223333:key/${aws:PrincipalTag/k}", "x")
                .injectNull(0.1),
            conditions())
        .as(Statement::new);
  }

  private static Arbitrary<Principals> principals() {
    Arbitrary<List<String>> values =
        Arbitraries.of("*", "111122223333", "999988887777", ROLE, "AROAEXAMPLE")
            .list()
            .ofMinSize(1)
            .ofMaxSize(3);
    return Combinators.combine(
            Arbitraries.of(true, false), Arbitraries.of(Principals.TYPES), values)
        .as((negated, type, list) -> new Principals(negated, Map.of(type, list)));
  }

  private static Arbitrary<Patterns> patterns(String... values) {
    return Combinators.combine(
            Arbitraries.of(false, false, true),
            Arbitraries.of(values).list().ofMinSize(1).ofMaxSize(2))
        .as(Patterns::new);
  }

  private static Arbitrary<List<Condition>> conditions() {
    Arbitrary<Condition> one =
        Combinators.combine(
                Arbitraries.of(
                    "StringEquals", "StringNotLike", "Null", "ForAllValues:StringEqualsIfExists"),
                Arbitraries.of("aws:PrincipalArn", "aws:SourceIp", "kms:ViaService"),
                Arbitraries.of(ROLE, "true", "${aws:PrincipalTag/k}")
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(2))
            .as(Condition::new);
    return one.list().ofMaxSize(2).uniqueElements(c -> c.operator() + c.key());
  }

  @Provide
  Arbitrary<Request> requests() {
    return Combinators.combine(
            Arbitraries.of(
                ROLE,
                "arn:aws:iam::111122223333:user/ann",
                "arn:aws:iam::111122223333:root",
                "arn:aws:iam::999988887777:role/far",
                "sns.amazonaws.com"),
            Arbitraries.of("kms:Decrypt", "kms:Encrypt", "s3:GetX"),
            Arbitraries.of(KEY, "arn:aws:sqs:eu-west-1:111122223333:q", "*"),
            Arbitraries.of(
                Context.UNKNOWN,
                Context.UNKNOWN.without("kms:*"),
                Context.of(Map.of("aws:PrincipalTag/k", List.of("k1")))))
        .as(Request::new);
  }
}
