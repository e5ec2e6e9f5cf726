package dev.cmek.local.gcp.function;

import com.google.cloud.functions.CloudEventsFunction;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes down what it gets, into the file that `KEPT` names.
public final class KeepEvent implements CloudEventsFunction {

  @Override
  public void accept(CloudEvent event) throws IOException {
    CloudEventData data = event.getData();
    String line =
        "%s|%s|%s|%s|%s"
            .formatted(
                event.getType(),
                event.getSource(),
                event.getId(),
                event.getTime(),
                data == null ? "-" : new String(data.toBytes(), StandardCharsets.UTF_8));
    Files.writeString(
        Path.of(System.getenv("KEPT")),
        line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
