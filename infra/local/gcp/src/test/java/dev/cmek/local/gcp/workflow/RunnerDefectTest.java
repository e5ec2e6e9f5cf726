package dev.cmek.local.gcp.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.Allowing;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.rest.Api.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of an execution if the runner itself breaks.
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RunnerDefectTest {

  private final BlockingQueue<String> stopped = new LinkedBlockingQueue<>();
  private final Workflows workflows =
      new Workflows(new Allowing(), new Pace(new BrokenClock(), 1), stopped::add);

  /// Nobody can sleep by it.
  private static final class BrokenClock implements Time {

    @Override
    public Instant instant() {
      return Instant.EPOCH;
    }

    @Override
    public void sleep(Duration duration) {
      throw new NoClassDefFoundError("of the runner");
    }
  }

  @AfterEach
  void close() {
    workflows.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        main:
          steps:
            - wait:
                call: sys.sleep
                args:
                  seconds: 1
        """,
        """
        main:
          steps:
            - both:
                parallel:
                  branches:
                    - one:
                        steps:
                          - wait:
                              call: sys.sleep
                              args:
                                seconds: 1
                    - other:
                        steps:
                          - nothing:
                              assign:
                                - x: 1
        """
      })
  void executionFailsWithTheCause(String source) throws InterruptedException {
    String name = Bench.LOCATION + "/workflows/broken";
    workflows.deploy(new Workflow(name, source, Bench.ACCOUNT, Map.of()));

    String started = Bench.parse(ask("POST", name + "/executions", "{}")).path("name").asText();
    String id = started.substring(started.lastIndexOf('/') + 1);
    workflows.await(id);

    assertThat(ask("GET", name + "/executions/" + id, ""))
        .contains("\"state\":\"FAILED\"")
        .contains("NoClassDefFoundError: of the runner");
    assertThat(stopped.poll(10, TimeUnit.SECONDS)).contains(id, "FAILED");
  }

  private String ask(String method, String path, String body) {
    return workflows
        .answer(
            new Request(
                Caller.OWNER,
                method,
                "/v1/" + path,
                Map.of(),
                Map.of(),
                ByteString.copyFromUtf8(body)))
        .body()
        .toStringUtf8();
  }
}
