package dev.cmek.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The Cloud API over HTTP: faults, authentication, throttling, version, routes, and the record of
/// each request.
final class ApiDoor implements LoopbackServer.Door {
  private static final String NEWEST_VERSION = "2024-09-16";
  private static final Set<String> VERSIONS =
      Set.of(NEWEST_VERSION, "2023-04-10", "2022-09-20", "2022-03-31");
  private static final String BASE_PATH = "/api/v1/";
  private static final Pattern CLUSTER_PATH =
      Pattern.compile("clusters/(?!available-regions$)(?<id>[^/]+)(?<rest>.*)");
  private static final Duration USUAL_SLOWNESS = Duration.ofSeconds(3);
  private static final Set<String> PAGE = Set.of("pagination.page", "pagination.limit");
  private static final Set<String> SORTED_PAGE =
      Set.of(
          "pagination.page",
          "pagination.limit",
          "pagination.as_of_time",
          "pagination.sort_order",
          "pagination.sort_by");

  private final World world;
  private final ApiKeys keys;
  private final Throttle throttle = new Throttle();
  private final CmekCalls cmek;
  private final ClusterCalls clusters;

  ApiDoor(World world, ApiKeys keys) {
    this.world = world;
    this.keys = keys;
    this.cmek = new CmekCalls(world);
    this.clusters = new ClusterCalls(world, cmek);
  }

  @Override
  public Reply answer(Call call) {
    Instant arrival = world.now();
    Served served = withFaults(call);
    world.requests().add(record(arrival, call, served));
    return served.reply();
  }

  private Served withFaults(Call call) {
    Optional<Fault> fault = world.takeFault(call.method(), call.path());
    if (fault.isEmpty()) {
      return serve(call);
    }
    return switch (fault.get().kind()) {
      case STATUS -> Served.of(ApiError.ofStatus(fault.get().statusOr(500), "simulated fault"));
      case HTML ->
          new Served(
              new Reply.Answer(
                  fault.get().statusOr(502),
                  "text/html",
                  "<html><body><h1>Bad gateway</h1></body></html>",
                  Map.of()),
              null);
      case EMPTY ->
          new Served(new Reply.Answer(fault.get().statusOr(503), "text/plain", "", Map.of()), null);
      case THROTTLE -> throttled();
      case DROP_BEFORE -> new Served(new Reply.Cut(), null);
      case DROP_AFTER -> new Served(new Reply.Cut(), serve(call).reason());
      case SLOW -> {
        Duration delay = fault.get().delay();
        pause(delay == null ? USUAL_SLOWNESS : delay);
        yield serve(call);
      }
    };
  }

  /// Waits in real time, since callers' time-outs run in real time.
  private static void pause(Duration delay) {
    long end = System.nanoTime() + delay.toNanos();
    for (long left = delay.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
      if (Thread.interrupted()) {
        return; // the simulator is closing
      }
    }
  }

  private Served serve(Call call) {
    String version = call.header("Cc-Version").orElse(NEWEST_VERSION);
    boolean versionKnown = VERSIONS.contains(version);
    Served served;
    try {
      Optional<Caller> caller = caller(call);
      if (caller.isEmpty()) {
        throw ApiError.ofStatus(401, "unauthenticated: the API key is missing or unknown");
      }
      if (!throttle.admits(caller.get(), world.settings().requestsPerSecond(), world.now())) {
        return throttled();
      }
      if (!versionKnown) {
        throw ApiError.malformed("invalid Cc-Version");
      }
      ObjectNode body = route(call, caller.get());
      new Unspecified(world.settings()).applyTo(body);
      served = new Served(Reply.json(200, body), null);
    } catch (ApiError e) {
      served = Served.of(e);
    } catch (RuntimeException e) {
      // Whatever goes wrong, such as a customer's cloud that can't be reached, the caller of an API
      // gets an answer, and whoever looks into the record sees why.
      served = Served.of(ApiError.ofStatus(500, "internal error").because(String.valueOf(e)));
    }
    return served.withHeader("Cc-Version", versionKnown ? version : NEWEST_VERSION);
  }

  private Served throttled() {
    return Served.of(ApiError.ofStatus(world.settings().throttleStatus(), "rate limit exceeded"))
        .withHeader("Retry-After", "1");
  }

  private Optional<Caller> caller(Call call) {
    return call.header("Authorization")
        .filter(value -> value.startsWith("Bearer "))
        .flatMap(value -> Caller.of(value.substring("Bearer ".length()), keys));
  }

  private ObjectNode route(Call call, Caller caller) {
    if (!call.path().startsWith(BASE_PATH)) {
      throw ApiError.notFound("Not Found");
    }
    Matcher cluster = CLUSTER_PATH.matcher(call.path().substring(BASE_PATH.length()));
    if (cluster.matches()) {
      return clusterRoute(call, caller, cluster.group("id"), cluster.group("rest"));
    }
    return switch (call.path().substring(BASE_PATH.length())) {
      case "clusters" -> clusters.list(getQuery(call, with(SORTED_PAGE, "show_inactive")));
      case "clusters/available-regions" ->
          clusters.availableRegions(getQuery(call, with(PAGE, "provider")));
      case "organization" -> {
        Map<String, String> _ = getQuery(call, Set.of());
        yield clusters.organization();
      }
      case "auditlogevents" -> {
        caller.requireAudit();
        yield clusters.auditLog(getQuery(call, Set.of("starting_from", "sort_order", "limit")));
      }
      default -> throw ApiError.notFound("Not Found");
    };
  }

  private ObjectNode clusterRoute(Call call, Caller caller, String id, String rest) {
    return switch (rest) {
      case "" -> cluster(call, caller, id);
      case "/cmek" -> cmek(call, caller, id);
      case "/nodes" -> {
        Map<String, String> query = getQuery(call, with(SORTED_PAGE, "region_name"));
        yield on(id, cluster -> clusters.nodes(cluster, query));
      }
      default -> throw ApiError.notFound("Not Found");
    };
  }

  private ObjectNode cluster(Call call, Caller caller, String id) {
    Map<String, String> _ = query(call, Set.of());
    return switch (call.method()) {
      case "GET" -> on(id, SimulatedCluster::json);
      case "PATCH" -> {
        caller.requireOperate();
        yield on(
            id,
            audited(
                "UPDATE_CLUSTER", caller, call, cluster -> clusters.patch(cluster, call.body())));
      }
      default -> throw methodNotAllowed();
    };
  }

  private ObjectNode cmek(Call call, Caller caller, String id) {
    Map<String, String> _ = query(call, Set.of());
    caller.requireOperate();
    String body = call.body();
    return switch (call.method()) {
      case "GET" -> on(id, cmek::get);
      case "POST" ->
          on(id, audited("UPDATE_CMEK", caller, call, cluster -> cmek.post(cluster, body)));
      case "PUT" ->
          on(id, audited("UPDATE_CMEK", caller, call, cluster -> cmek.put(cluster, body)));
      case "PATCH" ->
          on(id, audited("REVOKE_CMEK", caller, call, cluster -> cmek.patch(cluster, body)));
      default -> throw methodNotAllowed();
    };
  }

  private ObjectNode on(String id, Function<SimulatedCluster, ObjectNode> work) {
    SimulatedCluster cluster = world.cluster(id);
    synchronized (cluster) {
      cluster.settle(world.now());
      return work.apply(cluster);
    }
  }

  private Function<SimulatedCluster, ObjectNode> audited(
      String action, Caller caller, Call call, Function<SimulatedCluster, ObjectNode> work) {
    return cluster -> {
      ObjectNode answer = work.apply(cluster);
      world.auditLog().add(world.now(), "AUDIT_LOG_ACTION_" + action, cluster, caller, call);
      return answer;
    };
  }

  private static Map<String, String> getQuery(Call call, Set<String> known) {
    if (!call.method().equals("GET")) {
      throw methodNotAllowed();
    }
    return query(call, known);
  }

  private static ApiError methodNotAllowed() {
    return ApiError.unimplemented("Method Not Allowed");
  }

  private static Map<String, String> query(Call call, Set<String> known) {
    Map<String, String> query = call.query();
    for (String name : query.keySet()) {
      if (!known.contains(name)) {
        throw ApiError.invalid("unknown parameter " + name);
      }
    }
    return query;
  }

  private static Set<String> with(Set<String> names, String oneMore) {
    Set<String> all = new HashSet<>(names);
    all.add(oneMore);
    return all;
  }

  private RecordedRequest record(Instant arrival, Call call, Served served) {
    return new RecordedRequest(
        arrival,
        call.method(),
        call.path(),
        call.rawQuery(),
        served.reply() instanceof Reply.Answer answer ? answer.status() : null,
        caller(call).map(caller -> caller.name().toLowerCase(Locale.ROOT)).orElse("unknown"),
        call.header("User-Agent").orElse(null),
        call.method().equals("GET") ? null : call.body(),
        served.reason());
  }

  /// A reply, and what the record of requests says beside it.
  private record Served(Reply reply, @Nullable String reason) {

    static Served of(ApiError error) {
      return new Served(Reply.error(error), error.reason());
    }

    Served withHeader(String name, String value) {
      return reply instanceof Reply.Answer answer
          ? new Served(answer.withHeader(name, value), reason)
          : this;
    }
  }
}
