package dev.cmek.shared.door;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.door.Problem.Code;
import dev.cmek.shared.door.Problem.ProblemException;
import dev.cmek.shared.door.RunStarter.Start;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.BadRequest;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.state.Asked;
import dev.cmek.shared.state.Digest;
import dev.cmek.shared.state.Operation;
import dev.cmek.shared.state.RunId;
import dev.cmek.shared.state.RunRecord;
import dev.cmek.shared.state.Runs;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/// The routes that start a run. The run is on record when the caller gets its answer, so that it
/// can be asked for at once.
final class StartRoutes {

  private static final Pattern JSON =
      Pattern.compile(
          "application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e]{1,256}");

  /// What the workflow that looks again is started with.
  private record Verification(ClusterId clusterId, String runId, String source, String eventId) {}

  private final RequestParser requests;
  private final Workflows provision;
  private final Workflows reverify;
  private final Runs runs;
  private final InstantSource clock;

  StartRoutes(
      RequestParser requests,
      Workflows provision,
      Workflows reverify,
      Runs runs,
      InstantSource clock) {
    this.requests = requests;
    this.provision = provision;
    this.reverify = reverify;
    this.runs = runs;
    this.clock = clock;
  }

  RunRecord onboard(HttpCall call, Caller caller, ClusterId cluster)
      throws ProblemException, BadRequest {
    String key = idempotencyKey(call);
    checkContentType(call);
    Onboarding onboarding =
        new Onboarding(caller.source(), key, requests.ticket(cluster, text(call)), false);
    return start(Asked.of(onboarding), Payloads.writeString(onboarding), provision);
  }

  RunRecord verify(HttpCall call, Caller caller, ClusterId cluster)
      throws ProblemException, BadRequest {
    String key = idempotencyKey(call);
    if (call.body().length > 0) {
      checkContentType(call);
      RequestParser.nothing(text(call));
    }
    String runId = RunId.of(Operation.VERIFY, cluster, caller.source(), key);
    String input = Payloads.writeString(new Verification(cluster, runId, caller.source(), key));
    Asked asked =
        new Asked(runId, Operation.VERIFY, cluster, caller.source(), Digest.sha256(input));
    return start(asked, input, reverify);
  }

  private RunRecord start(Asked asked, String input, Workflows workflows) throws ProblemException {
    String execution =
        switch (new RunStarter(workflows, runs).start(asked, input)) {
          case Start.Begun(String _, String id) -> id;
          case Start.Known(String _, String id) -> id;
          case Start.Reused _ ->
              throw new Problem(
                      Code.KEY_REUSED,
                      "This Idempotency-Key came before with other data for the same cluster; give"
                          + " every request a key of its own",
                      Signature.IDEMPOTENCY_HEADER)
                  .exception();
        };
    return runs.claim(asked, execution, clock.instant(), workflows);
  }

  private static String idempotencyKey(HttpCall call) throws ProblemException {
    Optional<String> key = call.header(Signature.IDEMPOTENCY_HEADER);
    if (key.isEmpty() || !IDEMPOTENCY_KEY.matcher(key.get()).matches()) {
      throw new Problem(
              Code.BAD_REQUEST,
              "The header Idempotency-Key must have 1 to 256 printable ASCII characters without"
                  + " spaces, such as the ticket's key; the same one again means the same request",
              Signature.IDEMPOTENCY_HEADER)
          .exception();
    }
    return key.get();
  }

  private static void checkContentType(HttpCall call) throws ProblemException {
    if (!JSON.matcher(call.header("Content-Type").orElse("")).matches()) {
      throw new Problem(
              Code.NOT_JSON, "The body must be JSON in UTF-8, with Content-Type: application/json")
          .exception();
    }
  }

  private static String text(HttpCall call) throws BadRequest {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(call.body())).toString();
    } catch (CharacterCodingException _) {
      throw new BadRequest("body", "is not in UTF-8");
    }
  }
}
