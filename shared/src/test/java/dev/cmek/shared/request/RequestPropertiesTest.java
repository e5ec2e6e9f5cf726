package dev.cmek.shared.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.RunId;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.StringArbitrary;
import org.jspecify.annotations.Nullable;

final class RequestPropertiesTest {

  private static final String TOKEN = "planted";

  @Property(tries = 200)
  void whatADoorWritesIsWhatARunReads(@ForAll("onboardings") Onboarding onboarding)
      throws BadRequest {
    String input = Payloads.writeString(onboarding);

    Onboarding read =
        new RequestParser(CloudProvider.AWS)
            .start(Payloads.tree(input.getBytes(UTF_8)), "execution");

    assertThat(read).isEqualTo(onboarding);
    assertThat(RunId.of(read)).isEqualTo(RunId.of(onboarding));
    assertThat(RunId.digest(read)).isEqualTo(RunId.digest(onboarding));
  }

  @Property(tries = 200)
  void anEventIsReadAsItWasMeant(@ForAll("onboardings") Onboarding onboarding) throws BadRequest {
    String event =
        Payloads.writeString(
            Map.of(
                "specversion", "1.0",
                "type", RequestParser.ONBOARDING_REQUESTED,
                "id", onboarding.eventId(),
                "source", onboarding.source(),
                "data", onboarding.request()));

    Onboarding read = new RequestParser(CloudProvider.AWS).event(event);

    assertThat(read.request()).isEqualTo(onboarding.request());
    assertThat(RunId.of(read)).isEqualTo(RunId.of(onboarding));
  }

  @Property(tries = 300)
  void anyTextIsReadOrRefused(@ForAll String text) {
    refuses(text);
  }

  @Property(tries = 300)
  void anyJsonIsReadOrRefused(@ForAll("objects") String json) {
    refuses(json);
  }

  @Property(tries = 300)
  void anyDataIsReadOrRefusedWithoutItsToken(@ForAll("objects") String data) {
    String event = RequestExample.event("e-1", "");

    refuses(event.replaceFirst("\"data\":\\{.*", "") + "\"data\":" + data + "}");
  }

  @Property(tries = 300)
  void anyDamageIsReadOrRefusedWithoutTheToken(
      @ForAll("onboardings") Onboarding onboarding, @ForAll("damages") Damage damage) {
    String event =
        RequestExample.event("e-1", "")
            .replaceFirst("\"data\":.*", "\"data\":")
            .concat(Payloads.writeString(onboarding.request()) + "}");

    refuses(damage.done(event));
  }

  /// A piece of the text replaced by another.
  ///
  /// @param at where, in thousandths of the text's length
  record Damage(int at, int length, String instead) {
    String done(String text) {
      int from = text.length() * at / 1000;
      int to = Math.min(text.length(), from + length);
      return text.substring(0, from) + instead + text.substring(to);
    }
  }

  /// Reads it or refuses it by naming a field; anything else that is thrown fails the test.
  private static void refuses(String text) {
    try {
      var _ = new RequestParser(CloudProvider.AWS).event(text);
    } catch (BadRequest bad) {
      assertThat(bad.field()).isNotEmpty().doesNotContain("\n", TOKEN);
      assertThat(bad.text()).startsWith(bad.field() + ": ").doesNotContain("\n", TOKEN);
      assertThat(bad.text()).hasSizeLessThan(500);
    }
  }

  @Provide
  Arbitrary<Onboarding> onboardings() {
    Arbitrary<String> identities =
        Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(256);
    return Combinators.combine(identities, identities, requests(), flags()).as(Onboarding::new);
  }

  @Provide
  Arbitrary<Damage> damages() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 999),
            Arbitraries.integers().between(0, 30),
            Arbitraries.of("", "\"", "{", "}", "[", ",", ":", "null", "7", "\\", "\u0000", "é"))
        .as(Damage::new);
  }

  @Provide
  Arbitrary<String> objects() {
    return json(3).filter(json -> json.startsWith("{"));
  }

  private static Arbitrary<String> json(int depth) {
    Arbitrary<String> scalars =
        Arbitraries.oneOf(
            Arbitraries.of("null", "true", "7", "-0.5e9", "\"https://t.example/?x=" + TOKEN + "\""),
            Arbitraries.strings().map(Payloads::writeString));
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<String> members =
        Combinators.combine(names(), json(depth - 1))
            .as((name, value) -> Payloads.writeString(name) + ":" + value);
    return Arbitraries.frequencyOf(
        Tuple.of(1, scalars),
        Tuple.of(1, json(depth - 1).list().ofMaxSize(3).map(l -> "[" + String.join(",", l) + "]")),
        Tuple.of(4, members.list().ofMaxSize(6).map(l -> "{" + String.join(",", l) + "}")));
  }

  private static Arbitrary<String> names() {
    return Arbitraries.frequencyOf(
        Tuple.of(
            5,
            Arbitraries.of(
                "specversion",
                "id",
                "source",
                "type",
                "data",
                "clusterId",
                "keyStrategy",
                "keyRegion",
                "labels",
                "acknowledge",
                "ticket",
                "system",
                "key",
                "callbackUrl")),
        Tuple.of(1, Arbitraries.strings().ofMaxLength(100)));
  }

  private static Arbitrary<OnboardingRequest> requests() {
    Arbitrary<Boolean> flags = flags();
    return Combinators.combine(
            clusterIds(),
            Arbitraries.of(KeyStrategy.class),
            Arbitraries.of("eu-west-1", "us-east4", "global").injectNull(0.3),
            Arbitraries.of(AccessGrant.class),
            Combinators.combine(flags, flags).as(List::of),
            Arbitraries.integers().between(90, 2560),
            labels(),
            Arbitraries.of(Acknowledgement.class).list().ofMaxSize(2))
        .as((id, strategy, region, grant, flag, days, labels, acknowledge) ->
            new OnboardingRequest(
                id,
                strategy,
                strategy == KeyStrategy.KEY_PER_REGION ? null : region,
                grant,
                flag.get(0),
                flag.get(1),
                days,
                labels,
                acknowledge,
                null))
        .flatMap(request -> tickets().map(ticket -> with(request, ticket)));
  }

  private static OnboardingRequest with(OnboardingRequest r, @Nullable Ticket ticket) {
    return new OnboardingRequest(
        r.clusterId(),
        r.keyStrategy(),
        r.keyRegion(),
        r.accessGrant(),
        r.enable(),
        r.dryRun(),
        r.rotationPeriodDays(),
        r.labels(),
        r.acknowledge(),
        ticket);
  }

  private static Arbitrary<Map<String, String>> labels() {
    StringArbitrary keys =
        Arbitraries.strings().withChars("abcäöß漢٣_.:/=+@-").ofMinLength(1).ofMaxLength(128);
    StringArbitrary values =
        Arbitraries.strings().withChars("aBcÄöß漢٣ _.:/=+@-").ofMinLength(1).ofMaxLength(256);
    return Arbitraries.maps(
            keys.map(key -> key.toLowerCase(Locale.ROOT)), values.filter(value -> !value.isBlank()))
        .ofMaxSize(5);
  }

  private static Arbitrary<@Nullable Ticket> tickets() {
    return Combinators.combine(
            Arbitraries.of("jira", "ServiceNow", "Überblick"),
            Arbitraries.of("SEC-123", "RITM 0012", "問題-7"),
            Arbitraries.of("https://t.example/", "https://t.example:8443/a%20b?token=" + TOKEN)
                .map(URI::create)
                .injectNull(0.3))
        .as(Ticket::new)
        .injectNull(0.3);
  }

  private static Arbitrary<ClusterId> clusterIds() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
        .as((high, low) -> new ClusterId(new UUID(high, low).toString()));
  }

  private static Arbitrary<Boolean> flags() {
    return Arbitraries.of(true, false);
  }
}
