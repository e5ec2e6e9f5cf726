package dev.cmek.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.cmek.aws.wiring.Wiring;
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
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/// A step as an AWS Lambda function: bytes in, bytes out, and the runtime's own error as the signal
/// to wait or to give up.
///
/// Lambda builds a function through its public constructor without arguments; tests give the other
/// one a wiring of their own.
public abstract class StepFunction<I extends StepInput, T> implements RequestStreamHandler {

  /// Step Functions takes a cause of 32,768 characters ("Standard quotas"); escaping may double
  /// them.
  private static final int LONGEST_MESSAGE = 8_000;

  private final StepRunner<I, T> runner;

  /// A function of one step.
  ///
  /// @param name the state's name in the workflow
  protected StepFunction(String name, Class<I> inputType, Step<I, T> step, Wiring wiring) {
    this.runner =
        new StepRunner<>(inputType, step, wiring::changes, wiring.clock(), wiring.log(name));
  }

  @Override
  public final void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    output.write(answer(runner.run(read(input.readAllBytes()))));
  }

  /// The workflow's object as the step reads it.
  protected byte[] read(byte[] input) {
    return input;
  }

  private static byte[] answer(Outcome<? extends StepResult<?>> outcome) {
    return switch (outcome) {
      case Done<? extends StepResult<?>>(StepResult<?> result) -> Payloads.write(result);
      case NotYet<? extends StepResult<?>>(Reason reason, String message) -> {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("reason", reason);
        json.put("message", shortened(message));
        throw new NotYetException(Payloads.writeString(json));
      }
      case Refused<? extends StepResult<?>>(Reason reason, String message, String remedy) -> {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("reason", reason);
        json.put("message", shortened(message));
        json.put("remedy", remedy);
        throw new RefusedException(Payloads.writeString(json));
      }
    };
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE) + "…";
  }
}
