package dev.cmek.aws.door;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.wiring.AwsWiring;
import dev.cmek.aws.wiring.Wiring;
import dev.cmek.shared.door.Authentication;
import dev.cmek.shared.door.HttpAnswer;
import dev.cmek.shared.door.HttpCall;
import dev.cmek.shared.door.HttpCall.Parameter;
import dev.cmek.shared.door.TicketDoor;
import dev.cmek.shared.json.Payloads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The HTTP door behind API Gateway: a REST API that hands each request over as it is ("Set up
/// Lambda proxy integrations in API Gateway", payload format 1.0).
///
/// Its stage is called `v1` and its one resource `{proxy+}`, so the path from `/v1` on is the same
/// whether the API is called by its own domain, by a custom one, or on a local cloud.
public final class TicketFunction implements RequestStreamHandler {

  private static final String NAME = "Ticket";

  private final TicketDoor door;

  public TicketFunction() {
    this(new AwsWiring(NAME));
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

  /// What API Gateway answers with.
  private record ProxyAnswer(
      int statusCode, Map<String, String> headers, String body, boolean isBase64Encoded) {}

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    HttpAnswer answer = door.answer(call(Payloads.tree(input.readAllBytes())));
    output.write(
        Payloads.write(new ProxyAnswer(answer.status(), answer.headers(), answer.body(), false)));
  }

  private static HttpCall call(JsonNode event) {
    JsonNode context = event.path("requestContext");
    String proxy = event.path("pathParameters").path("proxy").asText();
    String path = proxy.isEmpty() ? "/v1" : "/v1/" + proxy;
    return new HttpCall(
        event.path("httpMethod").asText(),
        path,
        context.path("path").asText(path),
        query(event.path("multiValueQueryStringParameters")),
        headers(event.path("multiValueHeaders")),
        body(event),
        context.path("identity").path("sourceIp").asText());
  }

  private static List<Parameter> query(JsonNode values) {
    List<Parameter> query = new ArrayList<>();
    for (Map.Entry<String, JsonNode> parameter : values.properties()) {
      parameter
          .getValue()
          .forEach(value -> query.add(new Parameter(parameter.getKey(), value.asText())));
    }
    return query;
  }

  private static Map<String, String> headers(JsonNode values) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> header : values.properties()) {
      List<String> texts = new ArrayList<>();
      header.getValue().forEach(value -> texts.add(value.asText()));
      headers.put(header.getKey(), String.join(", ", texts));
    }
    return headers;
  }

  private static byte[] body(JsonNode event) {
    String body = event.path("body").asText("");
    return event.path("isBase64Encoded").asBoolean()
        ? Base64.getDecoder().decode(body)
        : body.getBytes(StandardCharsets.UTF_8);
  }
}
