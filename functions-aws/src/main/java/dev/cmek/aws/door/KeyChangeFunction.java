package dev.cmek.aws.door;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.door.ChangeDoor;
import dev.cmek.shared.door.ChangeDoor.Heard;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.step.Stop;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// [ChangeDoor] on Lambda: the target of the rules on what CloudTrail tells of KMS and IAM. Lambda
/// calls again what failed.
public final class KeyChangeFunction implements RequestStreamHandler {

  private static final String NAME = "KeyChange";

  private final ChangeDoor door;
  private final AwsNaming naming;
  private final StepLog log;

  public KeyChangeFunction() {
    this(new AwsWiring(NAME));
  }

  public KeyChangeFunction(Wiring wiring) {
    this.naming = wiring.naming();
    this.door =
        new ChangeDoor(
            wiring.reverify(),
            wiring.workflows(),
            wiring.state(),
            new AwsObjectNames(wiring.naming()));
    this.log = wiring.log(NAME);
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    try {
      Heard heard = receive(input.readAllBytes());
      output.write(Payloads.write(heard));
    } catch (Stop e) {
      log.received("WARN", "LATER", Map.of("cause", String.valueOf(e.getMessage())));
      throw e;
    } catch (RuntimeException e) {
      // A defect: logged like any function's, so that the alarm sees it, then Lambda's business.
      log.received("ERROR", "FAILED", Map.of("cause", String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private Heard receive(byte[] event) {
    Optional<CloudTrailEvent> read = CloudTrailEvent.read(Payloads.tree(event), naming);
    if (read.isEmpty()) {
      return new Heard(false, List.of());
    }
    Heard heard =
        read.get().forAll()
            ? door.receiveForAll(read.get().change())
            : door.receive(read.get().change());
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("action", read.get().change().action());
    fields.put("event", read.get().change().eventId());
    fields.put("clusters", heard.everywhere() ? "all" : String.valueOf(heard.clusters().size()));
    boolean started = heard.everywhere() || !heard.clusters().isEmpty();
    log.received("INFO", started ? "STARTED" : "IGNORED", fields);
    return heard;
  }
}
