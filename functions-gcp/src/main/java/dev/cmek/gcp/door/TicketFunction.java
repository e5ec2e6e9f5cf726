package dev.cmek.gcp.door;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.door.Authentication;
import dev.cmek.shared.door.HttpAnswer;
import dev.cmek.shared.door.HttpCall;
import dev.cmek.shared.door.HttpCall.Parameter;
import dev.cmek.shared.door.TicketDoor;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The HTTP door as a function that anybody may call: [TicketDoor] finds out who does.
///
/// Its routes begin with `/v1`, whatever a gateway puts before it.
public final class TicketFunction implements HttpFunction {

  private static final String NAME = "Ticket";
  private static final String VERSION = "/v1/";

  /// What is longer is cut, and so proves nothing; the door takes far less, and says so.
  private static final int MOST_BYTES = 1024 * 1024;

  private final TicketDoor door;

  public TicketFunction() {
    this(new GcpWiring(NAME));
  }

  public TicketFunction(Wiring wiring) {
    this.door =
        new TicketDoor(
            new Authentication(wiring.callers(), wiring.allowBearer(), wiring.clock()),
            wiring.requests(),
            wiring.workflows(),
            wiring.reverify(),
            wiring.state(),
            wiring.log(NAME),
            wiring.clock());
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    HttpAnswer answer = door.answer(call(request));
    response.setStatusCode(answer.status());
    answer
        .headers()
        .forEach((name, value) -> {
          if (name.equals("Content-Type")) {
            response.setContentType(value);
          } else {
            response.appendHeader(name, value);
          }
        });
    response.getOutputStream().write(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private static HttpCall call(HttpRequest request) throws IOException {
    String callerPath = request.getPath();
    Map<String, String> headers = new LinkedHashMap<>();
    request.getHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
    return new HttpCall(
        request.getMethod(),
        callerPath.substring(Math.max(0, callerPath.lastIndexOf(VERSION))),
        callerPath,
        query(request.getQuery().orElse("")),
        headers,
        request.getInputStream().readNBytes(MOST_BYTES),
        sourceAddress(request));
  }

  private static List<Parameter> query(String raw) {
    List<Parameter> query = new ArrayList<>();
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (!pair.isEmpty()) {
        query.add(
            equals < 0
                ? new Parameter(decoded(pair), "")
                : new Parameter(
                    decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1))));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }

  /// Google's front end, through which all connections come, appends who connected to it; what
  /// stands before that is the caller's word ("X-Forwarded-For header", Cloud Load Balancing).
  /// Behind a load balancer it is the balancer: then no caller's token counts.
  private static String sourceAddress(HttpRequest request) {
    String all =
        request.getHeaders().entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase("X-Forwarded-For"))
            .flatMap(header -> header.getValue().stream())
            .reduce("", (before, last) -> last);
    return all.substring(all.lastIndexOf(',') + 1).strip();
  }
}
