package dev.cmek.shared.door;

import static dev.cmek.shared.step.RunExample.STARTED;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.ManualClock;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.state.FakeDocuments;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.StepLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A door with callers of each kind, and all that is behind it in memory.
public final class OpenDoor {

  /// What `ci`, who may do everything, signs with.
  public static final Secret SECRET = new Secret("planted-secret-with-enough-characters");

  /// What `ci` will sign with next.
  static final Secret NEXT_SECRET = new Secret("planted-secret-that-replaces-the-first");

  /// What `reader`, who may only ask for runs, signs with.
  static final Secret READERS_SECRET = new Secret("planted-secret-of-a-caller-who-reads");

  /// What `jira` sends from 203.0.113.0/24.
  static final String TOKEN = "planted-token-of-a-ticketing-system";

  private static final String CALLERS =
      """
      {"callers":[
        {"keyId":"ci","secrets":["%s","%s"],
         "routes":["ONBOARD","VERIFY","READ_RUN","READ_CLUSTER","READ_COVERAGE"]},
        {"keyId":"reader","secrets":["%s"],"routes":["READ_RUN"]},
        {"keyId":"jira","bearer":{"sha256":"%s","addresses":["203.0.113.0/24","2001:db8::/32"]},
         "routes":["ONBOARD","VERIFY","READ_RUN","READ_COVERAGE"]}]}\
      """
          .formatted(
              SECRET.reveal(), NEXT_SECRET.reveal(), READERS_SECRET.reveal(), Digest.sha256(TOKEN));

  final ManualClock clock = new ManualClock(STARTED);
  final FakeDocuments state = new FakeDocuments();
  final FakeWorkflows provision = new FakeWorkflows();
  final FakeWorkflows reverify = new FakeWorkflows("reverify");
  final Runs runs = new Runs(state);
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final TicketDoor door;

  /// One that lets tokens in.
  public OpenDoor() {
    this(true);
  }

  OpenDoor(boolean tokensAllowed) {
    Callers callers = new Callers(() -> new Secret(CALLERS), clock);
    this.door =
        new TicketDoor(
            new Authentication(callers, tokensAllowed, clock),
            new RequestParser(CloudProvider.AWS),
            provision,
            reverify,
            state,
            new StepLog("Ticket", new PrintStream(logged, true, StandardCharsets.UTF_8), clock),
            clock);
  }

  public HttpAnswer answer(HttpCall call) {
    return door.answer(call);
  }

  /// Answers what `ci` signs now.
  HttpAnswer signed(Sending sending) {
    return answer(sending.signed("ci", SECRET, clock.instant().toString()).call());
  }

  /// A JSON object per line.
  List<String> logLines() {
    return logged.toString(StandardCharsets.UTF_8).lines().toList();
  }

  static JsonNode json(HttpAnswer answer) {
    return Payloads.tree(answer.body().getBytes(StandardCharsets.UTF_8));
  }
}
