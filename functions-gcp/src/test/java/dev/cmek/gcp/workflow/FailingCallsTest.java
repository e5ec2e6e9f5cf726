package dev.cmek.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cmek.gcp.workflow.Wire.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// One call of an onboarding goes wrong, whichever it is: the run still ends with CMEK enabled, and
/// nothing is there twice.
final class FailingCallsTest {

  private static final String LOCATION = "europe-west1";
  private static final int AT_ONCE = 6;

  private static final List<Deployment> deployments = new ArrayList<>();
  private static List<Call> calls = List.of();

  @BeforeAll
  static void recordAnOnboarding() {
    for (int i = 0; i < AT_ONCE; i++) {
      deployments.add(Deployment.start());
    }
    Deployment first = deployments.getFirst();
    String cluster = first.cluster(LOCATION);
    Ended ended = first.onboard(Order.of("recorded", cluster));
    assertThat(ended.result()).isEqualTo("ENABLED");
    assertThat(Standing.faults(first, cluster, LOCATION)).isEmpty();
    calls = first.wire.calls();
  }

  @AfterAll
  static void stop() {
    deployments.forEach(Deployment::close);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harms")
  void anOnboardingSurvives(String name, Harm harm, Predicate<Call> picked) throws Exception {
    Queue<Call> left = new ConcurrentLinkedQueue<>(calls.stream().filter(picked).toList());
    List<String> faults = new CopyOnWriteArrayList<>();
    assertThat(left).isNotEmpty();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Deployment deployment : deployments) {
        var _ =
            threads.submit(() -> {
              for (Call call = left.poll(); call != null; call = left.poll()) {
                faults.addAll(faultsAfter(deployment, call, harm, name));
              }
            });
      }
    }

    assertThat(faults).isEmpty();
  }

  private static List<String> faultsAfter(
      Deployment deployment, Call call, Harm harm, String name) {
    String cluster = deployment.cluster(LOCATION);
    deployment.wire.forget();
    deployment.wire.harmOnce(call.number(), harm);
    try {
      Ended ended = deployment.onboard(Order.of(name + call.number(), cluster));
      List<String> faults = new ArrayList<>();
      if (!ended.result().equals("ENABLED")) {
        faults.add(ended.toString());
      }
      faults.addAll(Standing.faults(deployment, cluster, LOCATION));
      return faults.stream().map(fault -> call + ": " + fault).toList();
    } catch (RuntimeException | AssertionError e) {
      return List.of(call + ": " + e);
    }
  }

  static Stream<Arguments> harms() {
    Predicate<Call> every = _ -> true;
    Predicate<Call> creating =
        call ->
            call.method().equals("POST")
                && call.target().matches(".*/(serviceAccounts|keyRings|cryptoKeys)(\\?.*)?");
    return Stream.of(
        arguments("KILLED", Harm.KILLED, (Predicate<Call>) Call::writes),
        arguments("UNAVAILABLE", Harm.answered(503, "UNAVAILABLE", "try later"), every),
        arguments(
            "RESOURCE_EXHAUSTED",
            Harm.answered(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Requests'"),
            every),
        arguments(
            "ABORTED",
            Harm.answered(409, "ABORTED", "concurrent changes"),
            (Predicate<Call>) Call::toGoogle),
        arguments("ALREADY_EXISTS", Harm.answered(409, "ALREADY_EXISTS", "it exists"), creating),
        arguments("LOST", Harm.LOST, every));
  }
}
