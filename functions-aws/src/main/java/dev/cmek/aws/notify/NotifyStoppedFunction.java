package dev.cmek.aws.notify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.StepFunction;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.NotifyStopped;

/// [NotifyStopped] on Lambda: the target of the rule on Step Functions' "Execution Status Change".
public final class NotifyStoppedFunction
    extends StepFunction<NotifyStopped.Input, NotifyStopped.Told> {

  private static final String NAME = "NotifyStopped";

  public NotifyStoppedFunction() {
    this(new AwsWiring(NAME));
  }

  public NotifyStoppedFunction(Wiring wiring) {
    super(
        NAME,
        NotifyStopped.Input.class,
        new NotifyStopped(
            wiring.requests(),
            wiring.announcements(),
            wiring.callbacks(),
            wiring.runs(),
            wiring.clock()),
        wiring);
  }

  /// The part of the event that says what happened: an input too large for the event is left out.
  @Override
  protected byte[] read(byte[] event) {
    JsonNode detail = Payloads.tree(event).path("detail");
    return Payloads.write(
        new NotifyStopped.Input(
            detail.path("executionArn").asText(),
            detail.path("status").asText(),
            detail.path("error").textValue(),
            detail.path("input").asText()));
  }
}
