package dev.cmek.local.gcp.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.cmek.local.gcp.grpc.CallerInterceptor;
import dev.cmek.local.gcp.grpc.Refusal;
import dev.cmek.local.gcp.iam.Caller;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Answers in JSON for gRPC services, by the HTTP rules that their methods carry ("AIP-127: HTTP
/// and gRPC Transcoding").
public final class Transcoder implements Api {

  /// "System parameters": they say nothing to a method.
  private static final Set<String> SYSTEM =
      Set.of(
          "alt",
          "$alt",
          "prettyPrint",
          "$prettyPrint",
          "key",
          "quotaUser",
          "access_token",
          "$.xgafv");

  private record Route(HttpBinding binding, MethodDescriptor<Message, Message> method) {}

  private final Channel channel;
  private final List<Route> routes;

  /// Answers for those methods of services that have an HTTP rule.
  public Transcoder(Channel channel, List<ServiceDescriptor> services) {
    this.channel = channel;
    this.routes = services.stream().flatMap(service -> routes(service).stream()).toList();
  }

  @Override
  public boolean handles(String path) {
    return routes.stream().anyMatch(route -> route.binding().handles(path));
  }

  @Override
  public Reply answer(Request request) {
    for (Route route : routes) {
      var variables = route.binding().variables(request.path());
      if (variables.isPresent() && route.binding().method().equals(request.method())) {
        return answer(route, request, variables.get());
      }
    }
    throw Refusal.notFound("nothing here answers " + request.method() + " " + request.path());
  }

  private Reply answer(Route route, Request request, Map<String, String> variables) {
    ObjectNode fields = Json.object();
    String body = route.binding().body();
    if (body.equals("*")) {
      fields = Json.body(request);
    } else if (!body.isEmpty()) {
      fields.set(body, Json.body(request));
    }
    for (Map.Entry<String, String> parameter : request.query().entrySet()) {
      if (!SYSTEM.contains(parameter.getKey())) {
        put(fields, parameter.getKey(), parameter.getValue());
      }
    }
    Message.Builder message = Json.message(fields, builder(route.method()));
    variables.forEach((field, value) -> set(message, field, value));
    Message answer = call(route.method(), request.caller(), message.build());
    return Json.reply(answer);
  }

  private Message call(MethodDescriptor<Message, Message> method, Caller caller, Message message) {
    Metadata headers = new Metadata();
    headers.put(CallerInterceptor.AUTHORIZATION, "Bearer " + Caller.accessToken(caller.member()));
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        method,
        CallOptions.DEFAULT,
        message);
  }

  private static Message.Builder builder(MethodDescriptor<Message, Message> method) {
    if (!(method.getRequestMarshaller()
            instanceof MethodDescriptor.PrototypeMarshaller<Message> marshaller)
        || marshaller.getMessagePrototype() == null) {
      throw new IllegalStateException(method + " was not generated");
    }
    return marshaller.getMessagePrototype().newBuilderForType();
  }

  /// Sets a member such as `options.requestedPolicyVersion`.
  private static void put(ObjectNode fields, String path, String value) {
    ObjectNode inner = fields;
    List<String> names = List.of(path.split("\\.", -1));
    for (String name : names.subList(0, names.size() - 1)) {
      inner = inner.withObject("/" + name);
    }
    inner.put(names.getLast(), value);
  }

  /// Sets a message's field such as `crypto_key.name`.
  private static void set(Message.Builder message, String path, String value) {
    int dot = path.indexOf('.');
    FieldDescriptor field =
        message.getDescriptorForType().findFieldByName(dot < 0 ? path : path.substring(0, dot));
    if (dot < 0) {
      Message.Builder _ = message.setField(field, value);
    } else {
      set(message.getFieldBuilder(field), path.substring(dot + 1), value);
    }
  }

  private static List<Route> routes(ServiceDescriptor service) {
    List<Route> routes = new ArrayList<>();
    for (MethodDescriptor<?, ?> method : service.getMethods()) {
      for (HttpBinding binding : bindings(service, method)) {
        routes.add(new Route(binding, untyped(method)));
      }
    }
    return routes;
  }

  /// The rules that the interface description has, but for the policies of Cloud KMS: there `**`
  /// would take every service's paths, and the real interface reads with GET ("REST Resource:
  /// projects.locations.keyRings.cryptoKeys").
  private static List<HttpBinding> bindings(
      ServiceDescriptor service, MethodDescriptor<?, ?> method) {
    if (service.getName().equals("google.iam.v1.IAMPolicy")) {
      String resource = "/v1/{resource=projects/*/locations/*/keyRings/**}:";
      String name = method.getBareMethodName();
      return "GetIamPolicy".equals(name)
          ? List.of(HttpBinding.of("GET", resource + "getIamPolicy", ""))
          : List.of(
              HttpBinding.of(
                  "POST",
                  resource + ("SetIamPolicy".equals(name) ? "setIamPolicy" : "testIamPermissions"),
                  "*"));
    }
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema)) {
      throw new IllegalStateException(method + " was not generated");
    }
    HttpRule rule = schema.getMethodDescriptor().getOptions().getExtension(AnnotationsProto.http);
    List<HttpBinding> bindings = new ArrayList<>();
    bindings.add(binding(rule));
    rule.getAdditionalBindingsList().forEach(additional -> bindings.add(binding(additional)));
    return bindings;
  }

  private static HttpBinding binding(HttpRule rule) {
    return switch (rule.getPatternCase()) {
      case GET -> HttpBinding.of("GET", rule.getGet(), rule.getBody());
      case PUT -> HttpBinding.of("PUT", rule.getPut(), rule.getBody());
      case POST -> HttpBinding.of("POST", rule.getPost(), rule.getBody());
      case DELETE -> HttpBinding.of("DELETE", rule.getDelete(), rule.getBody());
      case PATCH -> HttpBinding.of("PATCH", rule.getPatch(), rule.getBody());
      case CUSTOM, PATTERN_NOT_SET ->
          throw new IllegalStateException("an HTTP rule of another kind: " + rule);
    };
  }

  @SuppressWarnings("unchecked") // generated methods take and give messages
  private static MethodDescriptor<Message, Message> untyped(MethodDescriptor<?, ?> method) {
    return (MethodDescriptor<Message, Message>) method;
  }
}
