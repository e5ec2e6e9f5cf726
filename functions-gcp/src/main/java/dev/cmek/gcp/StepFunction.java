package dev.cmek.gcp;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import dev.cmek.shared.step.StepRunner;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// A step as an HTTP function on Google Cloud: the workflow's object in, the step's result out, and
/// the status as the signal to wait or to give up.
///
/// | outcome | status | body |
/// |---|---|---|
/// | done | 200 | `{"value":…,"changes":[…]}` |
/// | not yet | 409 | `{"reason","message"}` |
/// | refused | 422 | `{"reason","message","remedy"}` |
/// | defect | 500 | `{"reason":"DEFECT","message"}` |
///
/// The Functions Framework builds a function through its public constructor without arguments;
/// tests give the other one a wiring of their own.
public abstract class StepFunction<I extends StepInput, T> implements HttpFunction {

  /// A workflow keeps 512 KB of variables ("Workflows quotas and limits").
  private static final int LONGEST_MESSAGE = 8_000;

  private final StepRunner<I, T> runner;

  /// A function of one step.
  ///
  /// @param name the step's name in the workflow
  protected StepFunction(String name, Class<I> inputType, Step<I, T> step, Wiring wiring) {
    this.runner =
        new StepRunner<>(inputType, step, wiring::changes, wiring.clock(), wiring.log(name));
  }

  @Override
  public final void service(HttpRequest request, HttpResponse response) throws IOException {
    try {
      answer(runner.run(read(request.getInputStream().readAllBytes())), response);
    } catch (RuntimeException e) {
      // The runner has logged it; the workflow gets what it can act on, and tries again.
      write(response, 500, "DEFECT", Map.of("message", shortened(e.toString())));
    }
  }

  /// The workflow's object as the step reads it.
  protected byte[] read(byte[] input) {
    return input;
  }

  private static void answer(Outcome<? extends StepResult<?>> outcome, HttpResponse response)
      throws IOException {
    switch (outcome) {
      case Done<? extends StepResult<?>>(StepResult<?> result) -> {
        response.setContentType("application/json");
        response.getOutputStream().write(Payloads.write(result));
      }
      case NotYet<? extends StepResult<?>>(Reason reason, String message) ->
          write(response, 409, reason.name(), Map.of("message", shortened(message)));
      case Refused<? extends StepResult<?>>(Reason reason, String message, String remedy) ->
          write(
              response,
              422,
              reason.name(),
              Map.of("message", shortened(message), "remedy", remedy));
    }
  }

  private static void write(
      HttpResponse response, int status, String reason, Map<String, String> more)
      throws IOException {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("reason", reason);
    json.putAll(more);
    response.setStatusCode(status);
    response.setContentType("application/json");
    response.getOutputStream().write(Payloads.write(json));
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE) + "…";
  }
}
