package dev.cmek.shared.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.shared.evidence.Chain.Link;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.state.FakeDocuments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `infra/tools/verify-evidence`, in another language, follows the chains that our code writes.
final class VerifyEvidenceToolTest {

  private static final String ONE = "clusters/one";

  @TempDir private Path folder;

  private final FakeDocuments evidence = new FakeDocuments();
  private final FakeDocuments state = new FakeDocuments();
  private final Chain chain = new Chain(evidence, state);

  private record Said(int code, List<String> lines, String errors) {}

  private record Entry(String what, String previous, String previousPath) {}

  @BeforeEach
  void copyBothBuckets() throws IOException {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      Link _ = append(ONE, path(name));
    }
    Link _ = append("clusters/two", "clusters/two/looks/a.json");
    Link _ = append("sweeps", "sweeps/1.json");
    Link _ = append("sweeps", "sweeps/2.json");
    copy("evidence", evidence.contents());
    copy("heads", state.contents());
  }

  @Test
  void followsTheChainsThatOurCodeWrites() throws Exception {
    Said said = verify("--heads", "heads");

    assertThat(said.code()).isZero();
    assertThat(said.errors()).isEmpty();
    assertThat(said.lines())
        .containsExactly(
            "holds   clusters/one: 5 records, the last is " + path("e"),
            "holds   clusters/two: 1 records, the last is clusters/two/looks/a.json",
            "holds   sweeps: 2 records, the last is sweeps/2.json",
            "3 of 3 chains hold");
  }

  @Test
  void saysThatItDidNotCompareTheEndsWithoutHeads() throws Exception {
    Said said = verify();

    assertThat(said.code()).isZero();
    assertThat(said.lines()).last().isEqualTo("3 of 3 chains hold; their ends were not compared");
  }

  @Test
  void goesOnFromRecordsOfBeforeTheirPathsWereKept() throws Exception {
    String first = "{\"previous\":\"" + "0".repeat(64) + "\"}";
    String second = "{\"previous\":\"" + Digest.sha256(first) + "\"}";
    assertThat(evidence.create("clusters/old/runs/2.json", first)).isTrue();
    assertThat(evidence.create("clusters/old/runs/1.json", second)).isTrue();
    Link head = new Link("clusters/old/runs/1.json", Digest.sha256(second));
    assertThat(state.create("clusters/old/evidence.json", Payloads.writeString(head))).isTrue();
    Link _ = append("clusters/old", "clusters/old/runs/3.json");
    copy("evidence", evidence.contents());
    copy("heads", state.contents());

    Said said = verify("--heads", "heads");

    assertThat(said.lines())
        .contains("holds   clusters/old: 3 records, the last is clusters/old/runs/3.json");

    write("evidence/clusters/old/runs/2.json", first.replace("{", "{ "));
    assertThat(broken())
        .isEqualTo(
            "clusters/old: the record before clusters/old/runs/1.json is missing, or one of the"
                + " two was changed");
  }

  @ParameterizedTest
  @CsvSource({"a, b", "b, c", "c, d", "d, e"})
  void findsAChangedRecord(String changed, String next) throws Exception {
    change(path(changed));

    assertThat(broken())
        .startsWith("clusters/one: " + path(changed) + " was changed, or " + path(next) + " was:");
  }

  @Test
  void findsTheLastRecordChanged() throws Exception {
    change(path("e"));

    assertThat(verify().code()).isZero();
    assertThat(broken())
        .isEqualTo("clusters/one: " + path("e") + ", the end of the chain, was changed");
  }

  @ParameterizedTest
  @CsvSource({"a, b", "b, c", "c, d", "d, e"})
  void findsARemovedRecord(String removed, String next) throws Exception {
    Files.delete(folder.resolve("evidence").resolve(path(removed)));

    assertThat(broken())
        .isEqualTo("clusters/one: " + path(removed) + " is missing: " + path(next) + " follows it");
  }

  @Test
  void findsTheLastRecordRemoved() throws Exception {
    Files.delete(folder.resolve("evidence").resolve(path("e")));

    assertThat(verify().code()).isZero();
    assertThat(broken())
        .isEqualTo("clusters/one: " + path("e") + ", the end of the chain, is missing");
  }

  @Test
  void findsAWholeChainRemoved() throws Exception {
    Files.delete(folder.resolve("evidence/clusters/two/looks/a.json"));

    assertThat(broken()).isEqualTo("clusters/two: all of its records are missing");
  }

  @ParameterizedTest
  @CsvSource({"a, b", "b, c", "a, e", "d, e", "b, d"})
  void findsTwoRecordsThatChangedPlaces(String one, String other) throws Exception {
    String content = read(path(one));
    write("evidence/" + path(one), read(path(other)));
    write("evidence/" + path(other), content);

    assertThat(broken()).startsWith("clusters/one: ");
  }

  @Test
  void findsARenamedRecord() throws Exception {
    Files.move(
        folder.resolve("evidence").resolve(path("c")),
        folder.resolve("evidence").resolve(path("x")));

    assertThat(broken())
        .isEqualTo(
            "clusters/one: "
                + path("x")
                + " is out of its place: "
                + path("d")
                + " follows "
                + path("c"));
  }

  @ParameterizedTest
  @CsvSource({"a, b", "c, d", "d, e"})
  void findsAnInsertedRecord(String before, String next) throws Exception {
    insertAfter(before);

    assertThat(broken())
        .isEqualTo(
            "clusters/one: "
                + path(next)
                + " and "
                + path("x")
                + " both follow "
                + path(before)
                + ": only one was written there");
  }

  @Test
  void findsASecondFirstRecord() throws Exception {
    write("evidence/" + path("x"), Payloads.writeString(new Entry("x", "0".repeat(64), "")));

    assertThat(broken()).contains("both follow nothing");
  }

  @Test
  void findsARecordInsertedAtTheEnd() throws Exception {
    insertAfter("e");

    assertThat(verify().code()).isZero();
    assertThat(broken())
        .startsWith(
            "clusters/one: "
                + path("x")
                + " is not the end of the chain, "
                + path("e")
                + " is: it was slipped in");
  }

  @Test
  void findsAChainWrittenAnewFromTheMiddle() throws Exception {
    String previous = Digest.sha256(read(path("b")));
    String previousPath = path("b");
    for (String name : List.of("c", "d", "e")) {
      String json = Payloads.writeString(new Entry("forged", previous, previousPath));
      write("evidence/" + path(name), json);
      previous = Digest.sha256(json);
      previousPath = path(name);
    }

    assertThat(verify().code()).isZero();
    assertThat(broken())
        .isEqualTo("clusters/one: " + path("e") + ", the end of the chain, was changed");

    write(
        "heads/clusters/one/evidence.json", Payloads.writeString(new Link(previousPath, previous)));
    assertThat(verify("--heads", "heads").code()).isZero();
    copy("kept", state.contents());
    assertThat(verify("--heads", "heads", "--earlier-heads", "kept").lines())
        .contains(
            "BROKEN  clusters/one: " + path("e") + ", where the chain ended once, was changed");
  }

  @Test
  void holdsAgainstHeadsOfSomeTimeAgo() throws Exception {
    copy("kept", state.contents());
    Link _ = append(ONE, path("f"));
    Link _ = append("clusters/new", "clusters/new/looks/a.json");
    copy("evidence", evidence.contents());
    copy("heads", state.contents());

    Said said = verify("--heads", "heads", "--earlier-heads", "kept");

    assertThat(said.lines()).last().isEqualTo("4 of 4 chains hold");
    assertThat(verify("--heads", "kept").code()).isEqualTo(1);
  }

  @Test
  void findsAChainCutOffBeforeAHeadOfSomeTimeAgo() throws Exception {
    copy("kept", state.contents());
    Files.delete(folder.resolve("evidence").resolve(path("e")));
    Files.delete(folder.resolve("evidence/clusters/two/looks/a.json"));

    Said said = verify("--earlier-heads", "kept");

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.lines())
        .contains(
            "BROKEN  clusters/one: " + path("e") + ", where the chain ended once, is missing",
            "BROKEN  clusters/two: all of its records are missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[]",
        "{}",
        "{\"previous\":7}",
        "{\"previous\":\"\"}",
        "{\"previous\":\"0000000000000000000000000000000000000000000000000000000000000000\","
            + "\"previousPath\":[]}"
      })
  void findsWhatIsNoRecord(String content) throws Exception {
    write("evidence/" + path("x"), content);

    assertThat(broken()).startsWith("clusters/one: " + path("x") + " is no ");
  }

  @Test
  void findsAFileThatBelongsToNoChain() throws Exception {
    write("evidence/notes.txt", "hello");

    assertThat(broken()).startsWith("notes.txt: ");
  }

  @Test
  void findsAHeadRemoved() throws Exception {
    Files.delete(folder.resolve("heads/clusters/two/evidence.json"));

    assertThat(broken()).isEqualTo("clusters/two: the heads have no clusters/two/evidence.json");
  }

  @Test
  void refusesToSpeakOfNothing() throws Exception {
    Files.createDirectory(folder.resolve("empty"));

    Said empty = run("empty");
    Said nowhere = run("nowhere");

    assertThat(empty.code()).isEqualTo(2);
    assertThat(empty.errors()).contains("there is no record in");
    assertThat(nowhere.code()).isEqualTo(2);
  }

  /// What is wrong with the one chain that does not hold; the others do.
  private String broken() throws Exception {
    Said said = verify("--heads", "heads");
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.errors()).isEmpty();
    List<String> broken = said.lines().stream().filter(l -> l.startsWith("BROKEN")).toList();
    assertThat(broken).hasSize(1);
    int chains = said.lines().size() - 1;
    assertThat(said.lines()).last().isEqualTo(chains - 1 + " of " + chains + " chains hold");
    return broken.getFirst().substring("BROKEN  ".length());
  }

  private Said verify(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("evidence"));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  private Said run(String... arguments) throws Exception {
    Path tool = Path.of("../infra/tools/verify-evidence").toAbsolutePath();
    List<String> command = new ArrayList<>(List.of("python3", tool.toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path errors = folder.resolve("errors");
    int code =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start()
            .waitFor();
    return new Said(code, Files.readAllLines(out), Files.readString(errors));
  }

  private Link append(String name, String path) {
    return chain.append(name, path, p -> new Entry("of " + path, p.sha256(), p.path()));
  }

  private void change(String path) throws IOException {
    write("evidence/" + path, read(path).replace("of ", "off"));
  }

  private void insertAfter(String before) throws IOException {
    Entry entry = new Entry("x", Digest.sha256(read(path(before))), path(before));
    write("evidence/" + path("x"), Payloads.writeString(entry));
  }

  private String read(String path) throws IOException {
    return Files.readString(folder.resolve("evidence").resolve(path));
  }

  private void copy(String to, Map<String, String> bucket) throws IOException {
    for (Map.Entry<String, String> document : bucket.entrySet()) {
      write(to + "/" + document.getKey(), document.getValue());
    }
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  private static String path(String name) {
    return ONE + "/runs/" + name + ".json";
  }
}
