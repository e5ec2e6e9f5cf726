package dev.cmek.shared.door;

import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.door.Authentication.Cause;
import dev.cmek.shared.door.Authentication.Sender;
import dev.cmek.shared.door.Problem.Code;
import dev.cmek.shared.door.Problem.ProblemException;
import dev.cmek.shared.request.BadRequest;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.RunRecord;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.step.Stop;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Takes requests over HTTP, such as a ticketing system sends: finds out who sends one, whether
/// that caller may, and starts or reads what it asks for.
///
/// Whatever is not proved to come from a known caller is answered alike, with 401, before anything
/// else about it is looked at. It never throws.
public final class TicketDoor {

  private static final int MOST_BYTES = 64 * 1024;
  private static final String RETRY_SECONDS = "5";

  private final Authentication authentication;
  private final StartRoutes starts;
  private final ReadRoutes reads;
  private final StepLog log;

  /// Opens the door.
  ///
  /// @param provision where onboardings are started
  /// @param reverify where verifications are started
  public TicketDoor(
      Authentication authentication,
      RequestParser requests,
      Workflows provision,
      Workflows reverify,
      Documents state,
      StepLog log,
      InstantSource clock) {
    this.authentication = authentication;
    this.starts = new StartRoutes(requests, provision, reverify, new Runs(state), clock);
    this.reads = new ReadRoutes(provision, reverify, state);
    this.log = log;
  }

  /// Answers one request, and logs one line of it: ids and codes, nothing else that was sent.
  public HttpAnswer answer(HttpCall call) {
    Map<String, String> noted = new LinkedHashMap<>();
    try {
      HttpAnswer answer = answer(call, noted);
      log.received("INFO", "ANSWERED", noted(noted, answer));
      return answer;
    } catch (ProblemException e) {
      return refuse(e.problem(), call, noted);
    } catch (BadRequest e) {
      return refuse(new Problem(Code.BAD_REQUEST, e.text(), e.field()), call, noted);
    } catch (Stop e) {
      noted.put("cause", String.valueOf(e.getMessage()));
      return e.outcome() instanceof NotYet<?> ? later(noted) : defect(noted);
    } catch (RuntimeException e) {
      // A caller gets a problem document whatever is wrong with us, and the log says what it is.
      noted.put("cause", e.getClass().getName() + ": " + e.getMessage());
      return defect(noted);
    }
  }

  private HttpAnswer answer(HttpCall call, Map<String, String> noted)
      throws ProblemException, BadRequest {
    return switch (authentication.sender(call)) {
      case Sender.Unknown(Cause cause) -> {
        noted.put("cause", cause.name());
        throw unauthenticated(cause).exception();
      }
      case Sender.Known(Caller caller, boolean signed) -> {
        noted.put("caller", caller.keyId());
        yield answer(call, caller, signed, noted);
      }
    };
  }

  private HttpAnswer answer(HttpCall call, Caller caller, boolean signed, Map<String, String> noted)
      throws ProblemException, BadRequest {
    Route route = route(call);
    noted.put("route", route.name());
    if (!caller.routes().contains(route) || (!signed && !route.isOpenToBearers())) {
      throw new Problem(
              Code.ROUTE_NOT_ALLOWED, "Caller " + caller.keyId() + " may not use " + route)
          .exception();
    }
    if (call.body().length > MOST_BYTES) {
      throw new Problem(Code.BODY_TOO_LARGE, "The body may have 64 KiB at most").exception();
    }
    if (route != Route.READ_COVERAGE && !call.query().isEmpty()) {
      throw new BadRequest("query", "this route knows none");
    }
    return switch (route) {
      case ONBOARD -> started(starts.onboard(call, caller, cluster(call, route, noted)), noted);
      case VERIFY -> started(starts.verify(call, caller, cluster(call, route, noted)), noted);
      case READ_RUN -> {
        RunView run = reads.run(variable(call, route), caller, signed);
        noted.put("run", run.id());
        yield HttpAnswer.json(200, run);
      }
      case READ_CLUSTER -> HttpAnswer.json(200, reads.cluster(cluster(call, route, noted)));
      case READ_COVERAGE -> HttpAnswer.json(200, reads.coverage(call));
    };
  }

  private static Route route(HttpCall call) throws ProblemException {
    List<Route> here = Route.at(call.path());
    if (here.isEmpty()) {
      throw new Problem(Code.ROUTE_UNKNOWN, "There is nothing at this path").exception();
    }
    return here.stream()
        .filter(route -> route.method().equals(call.method()))
        .findFirst()
        .orElseThrow(() ->
            new Problem(Code.METHOD_NOT_ALLOWED, "This path knows " + methods(here)).exception());
  }

  private static ClusterId cluster(HttpCall call, Route route, Map<String, String> noted)
      throws BadRequest {
    try {
      ClusterId cluster = new ClusterId(variable(call, route));
      noted.put("cluster", cluster.value());
      return cluster;
    } catch (IllegalArgumentException e) {
      throw new BadRequest("clusterId", String.valueOf(e.getMessage()));
    }
  }

  private static String variable(HttpCall call, Route route) {
    return route.variable(call.path()).orElseThrow();
  }

  /// The place of the run is relative to the request's: so it holds behind any prefix that a
  /// gateway puts before the path.
  private HttpAnswer started(RunRecord record, Map<String, String> noted) {
    noted.put("run", record.id());
    return HttpAnswer.json(202, reads.view(record)).with("Location", "../../runs/" + record.id());
  }

  private HttpAnswer refuse(Problem problem, HttpCall call, Map<String, String> noted) {
    noted.put("problem", problem.code().name());
    if (problem.field() != null) {
      noted.put("field", problem.field());
    }
    HttpAnswer answer = problem.answer();
    log.received("WARN", "REFUSED", noted(noted, answer));
    return switch (problem.code()) {
      case UNAUTHENTICATED -> answer.with("WWW-Authenticate", "CMEK-HMAC-SHA256, Bearer");
      case METHOD_NOT_ALLOWED -> answer.with("Allow", methods(Route.at(call.path())));
      default -> answer;
    };
  }

  private HttpAnswer later(Map<String, String> noted) {
    HttpAnswer answer =
        new Problem(
                Code.NOT_NOW,
                "Something that this needs does not answer now; send the same request again")
            .answer();
    log.received("WARN", "LATER", noted(noted, answer));
    return answer.with("Retry-After", RETRY_SECONDS);
  }

  private HttpAnswer defect(Map<String, String> noted) {
    HttpAnswer answer =
        new Problem(Code.DEFECT, "Something is wrong on this side; the log says what").answer();
    log.received("ERROR", "FAILED", noted(noted, answer));
    return answer;
  }

  private static Problem unauthenticated(Cause cause) {
    return new Problem(
        Code.UNAUTHENTICATED,
        cause == Cause.OUT_OF_TIME
            ? "The signature is right, but its time is more than five minutes off: check the clock"
            : "Nothing proves that a known caller sends this");
  }

  private static Map<String, String> noted(Map<String, String> noted, HttpAnswer answer) {
    noted.put("status", String.valueOf(answer.status()));
    return noted;
  }

  private static String methods(List<Route> routes) {
    return routes.stream().map(Route::method).collect(Collectors.joining(", "));
  }
}
