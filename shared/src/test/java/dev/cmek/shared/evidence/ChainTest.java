package dev.cmek.shared.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.evidence.Chain.Link;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChainTest {

  private static final String CHAIN = "clusters/one";
  private static final String HEAD = "clusters/one/evidence.json";

  private final FakeDocuments evidence = new FakeDocuments();
  private final FakeDocuments state = new FakeDocuments();
  private final Chain chain = new Chain(evidence, state);

  private record Said(String what, String previous, String previousPath) {}

  @Test
  void eachRecordNamesTheOneBeforeIt() {
    Link a = append("a");
    Link b = append("b");
    Link c = append("c");

    assertThat(said("a")).isEqualTo(new Said("a", "0".repeat(64), ""));
    assertThat(said("b")).isEqualTo(new Said("b", a.sha256(), path("a")));
    assertThat(said("c")).isEqualTo(new Said("c", b.sha256(), path("b")));
    assertThat(c).isEqualTo(new Link(path("c"), Digest.sha256(text("c"))));
    assertThat(head().path("path").asText()).isEqualTo(path("c"));
    assertThat(head().path("sha256").asText()).isEqualTo(c.sha256());
  }

  @Test
  void chainsAreApart() {
    Link _ = append("a");

    Link sweep =
        chain.append("sweeps", "sweeps/1/summary.json", p -> new Said("s", p.sha256(), ""));

    assertThat(sweep.path()).isEqualTo("sweeps/1/summary.json");
    assertThat(evidence.contents().get("sweeps/1/summary.json")).contains("0".repeat(64));
    assertThat(state.contents()).containsOnlyKeys(HEAD, "sweeps/evidence.json");
  }

  @Test
  void aRepeatedAppendFindsWhatItWrote() {
    Link first = append("a");
    Map<String, String> before = state.contents();

    Link again = chain.append(CHAIN, path("a"), p -> new Said("other words", p.sha256(), p.path()));

    assertThat(again).isEqualTo(first);
    assertThat(said("a").what()).isEqualTo("a");
    assertThat(state.contents()).isEqualTo(before);
  }

  @Test
  void aLateRepetitionDoesNotTurnTheChainBack() {
    Link a = append("a");
    Link b = append("b");

    assertThat(append("a")).isEqualTo(a);
    Link _ = append("c");

    assertThat(said("c").previous()).isEqualTo(b.sha256());
  }

  @Test
  void twoWritersNeverFollowTheSameRecord() {
    Link _ = append("a");
    state.beforeNextWrite(() -> {
      Link _ = append("rival");
    });

    Link _ = append("b");

    assertThat(said("rival").previousPath()).isEqualTo(path("a"));
    assertThat(said("b").previousPath()).isEqualTo(path("rival"));
  }

  @Test
  void theSameRecordByTwoWritersIsThereOnce() {
    Link _ = append("a");
    state.beforeNextWrite(() -> {
      Link _ = append("b");
      Link _ = append("c");
    });

    Link late = append("b");

    assertThat(late.sha256()).isEqualTo(Digest.sha256(text("b")));
    assertThat(head().path("path").asText()).isEqualTo(path("c"));
    assertThat(evidence.writes()).containsExactly(path("a"), path("b"), path("c"));
  }

  @Test
  void whatCouldNotBeWrittenTheSameAppendWritesLater() {
    Link _ = append("a");
    failToAppend("b");

    Link b = chain.append(CHAIN, path("b"), p -> new Said("later", p.sha256(), p.path()));

    assertThat(said("b").what()).isEqualTo("b");
    assertThat(b.sha256()).isEqualTo(Digest.sha256(text("b")));
  }

  @Test
  void whatCouldNotBeWrittenTheNextAppendWrites() {
    Link _ = append("a");
    failToAppend("b");

    Link _ = append("c");

    assertThat(said("b").previousPath()).isEqualTo(path("a"));
    assertThat(said("c")).isEqualTo(new Said("c", Digest.sha256(text("b")), path("b")));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLostAnswerChangesNothing(boolean ofTheHead) {
    Link _ = append("a");
    (ofTheHead ? state : evidence).loseAnswerOfWrite(1);

    assertThatThrownBy(() -> append("b")).isInstanceOf(Stop.class);
    Link _ = append("b");
    Link _ = append("c");

    assertThat(said("b").previousPath()).isEqualTo(path("a"));
    assertThat(said("c").previousPath()).isEqualTo(path("b"));
    assertThat(evidence.writes()).containsExactly(path("a"), path("b"), path("c"));
  }

  @Test
  void goesOnFromAChainOfAnOlderVersion() {
    String old = "{\"what\":\"old\",\"previous\":\"" + "0".repeat(64) + "\"}";
    assertThat(evidence.create(path("old"), old)).isTrue();
    assertThat(state.create(HEAD, Payloads.writeString(new Link(path("old"), Digest.sha256(old)))))
        .isTrue();

    Link repeated = append("old");
    Link _ = append("a");

    assertThat(repeated).isEqualTo(new Link(path("old"), Digest.sha256(old)));
    assertThat(said("a")).isEqualTo(new Said("a", Digest.sha256(old), path("old")));
  }

  @Test
  void takesUpARecordThatAnOlderVersionCouldNotChain() {
    Link a = append("a");
    String old = Payloads.writeString(new Said("old", a.sha256(), ""));
    assertThat(evidence.create(path("old"), old)).isTrue();

    Link _ = append("old");
    Link _ = append("b");

    assertThat(said("b").previousPath()).isEqualTo(path("old"));
  }

  @Test
  void refusesAPlaceOutsideOfItsFolder() {
    assertThatThrownBy(() -> chain.append("clusters/one", "clusters/one1/a.json", Link::sha256))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void failToAppend(String what) {
    evidence.stopNextWrite(Stop.refused(Reason.MISSING_RIGHT, "access denied", "grant it"));
    assertThatThrownBy(() -> append(what)).isInstanceOf(Stop.class);
    assertThat(evidence.contents()).doesNotContainKey(path(what));
  }

  private Link append(String what) {
    return chain.append(CHAIN, path(what), p -> new Said(what, p.sha256(), p.path()));
  }

  private Said said(String what) {
    return Payloads.read(text(what).getBytes(UTF_8), Said.class);
  }

  private String text(String what) {
    return evidence.contents().getOrDefault(path(what), "");
  }

  private JsonNode head() {
    return Payloads.tree(state.contents().getOrDefault(HEAD, "").getBytes(UTF_8));
  }

  private static String path(String what) {
    return "clusters/one/runs/" + what + ".json";
  }
}
