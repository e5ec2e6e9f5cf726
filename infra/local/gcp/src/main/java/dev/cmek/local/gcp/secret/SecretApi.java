package dev.cmek.local.gcp.secret;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.iam.Enforcement;
import dev.cmek.local.gcp.rest.Api;
import dev.cmek.local.gcp.rest.Fields;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// The REST interface of Secret Manager: secrets and their versions, all enabled.
public final class SecretApi implements Api {

  private static final Pattern PATH =
      Pattern.compile(
          "/v1/(projects/[^/]+/secrets)(?:/([^/:]+))?(?:/versions/([^/:]+))?(?::(\\w+))?");

  private final Enforcement enforcement;
  private final InstantSource clock;
  private final Map<String, Secret> secrets = new ConcurrentHashMap<>();

  /// Starts without secrets.
  public SecretApi(Enforcement enforcement, InstantSource clock) {
    this.enforcement = enforcement;
    this.clock = clock;
  }

  @Override
  public boolean handles(String path) {
    // policies are those of the policy store
    return PATH.matcher(path).matches() && !path.endsWith("IamPolicy");
  }

  @Override
  public Reply answer(Request request) {
    Matcher path = PATH.matcher(request.path());
    if (!path.matches()) {
      throw unknown(request);
    }
    String name = path.group(1) + "/" + path.group(2);
    return switch (request.method() + " " + shape(path)) {
      case "POST secrets" -> create(request, path.group(1));
      case "GET secret" -> get(request, name);
      case "POST secret:addVersion" -> add(request, name);
      case "GET version:access" -> access(request, name, path.group(3));
      default -> throw unknown(request);
    };
  }

  private static String shape(Matcher path) {
    String shape = path.group(3) != null ? "version" : path.group(2) != null ? "secret" : "secrets";
    return path.group(4) == null ? shape : shape + ":" + path.group(4);
  }

  private Reply create(Request request, String parent) {
    String project = parent.substring(0, parent.lastIndexOf('/'));
    enforcement.require(request.caller(), "secretmanager.secrets.create", project);
    String id = request.query().getOrDefault("secretId", "");
    if (!id.matches("[a-zA-Z0-9_-]{1,255}")) {
      throw invalid("The provided Secret ID [" + id + "] does not match the expected format");
    }
    Fields sent = Fields.of(request.text()).only("replication", "labels");
    Fields replication =
        sent.object("replication").orElseThrow(() -> invalid("replication is required"));
    replication.only("automatic").object("automatic").ifPresent(Fields::only);
    Secret secret = new Secret(parent + "/" + id, sent.map("labels"), clock.instant());
    if (secrets.putIfAbsent(secret.name(), secret) != null) {
      throw Status.ALREADY_EXISTS
          .withDescription("Secret [" + secret.name() + "] already exists.")
          .asRuntimeException();
    }
    return Reply.json(secret.json().toString());
  }

  private Reply get(Request request, String name) {
    enforcement.require(request.caller(), "secretmanager.secrets.get", name);
    return Reply.json(secret(name).json().toString());
  }

  private Reply add(Request request, String name) {
    enforcement.require(request.caller(), "secretmanager.versions.add", name);
    Secret secret = secret(name);
    Fields payload =
        Fields.of(request.text())
            .only("payload")
            .object("payload")
            .orElseThrow(() -> invalid("payload is required"))
            .only("data", "dataCrc32c");
    ByteString data = payload.bytes("data");
    payload
        .number("dataCrc32c")
        .ifPresent(sum -> {
          if (sum != crc32c(data)) {
            throw invalid("The checksum in the payload does not match the data");
          }
        });
    int number = secret.add(data);
    return Reply.json(
        JsonNodeFactory.instance
            .objectNode()
            .put("name", secret.version(number))
            .put("createTime", clock.instant().toString())
            .put("state", "ENABLED")
            .put("etag", "\"" + number + "\"")
            .put("clientSpecifiedPayloadChecksum", payload.has("dataCrc32c"))
            .toString());
  }

  private Reply access(Request request, String name, String wanted) {
    enforcement.require(request.caller(), "secretmanager.versions.access", name);
    Secret secret = secret(name);
    List<ByteString> versions = secret.versions();
    int number = wanted.equals("latest") ? versions.size() : number(wanted);
    if (number < 1 || number > versions.size()) {
      throw Status.NOT_FOUND
          .withDescription("Secret Version [" + name + "/versions/" + wanted + "] not found.")
          .asRuntimeException();
    }
    ByteString data = versions.get(number - 1);
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("name", secret.version(number));
    answer
        .putObject("payload")
        .put("data", data.toByteArray())
        .put("dataCrc32c", Long.toString(crc32c(data)));
    return Reply.json(answer.toString());
  }

  private Secret secret(String name) {
    Secret secret = secrets.get(name);
    if (secret == null) {
      throw Status.NOT_FOUND
          .withDescription("Secret [" + name + "] not found or has no versions.")
          .asRuntimeException();
    }
    return secret;
  }

  private static int number(String wanted) {
    try {
      return Integer.parseInt(wanted);
    } catch (NumberFormatException e) {
      throw invalid("The provided version [" + wanted + "] is neither a number nor latest");
    }
  }

  private static long crc32c(ByteString data) {
    CRC32C checksum = new CRC32C();
    checksum.update(data.asReadOnlyByteBuffer());
    return checksum.getValue();
  }

  private static StatusRuntimeException invalid(String message) {
    return Status.INVALID_ARGUMENT.withDescription(message).asRuntimeException();
  }

  private static StatusRuntimeException unknown(Request request) {
    return Status.UNIMPLEMENTED
        .withDescription(request.method() + " " + request.path() + " is not known here")
        .asRuntimeException();
  }

  /// A secret; its content is shown by nothing but an access.
  private static final class Secret {

    private final String name;
    private final Map<String, String> labels;
    private final Instant created;
    private final CopyOnWriteArrayList<ByteString> versions = new CopyOnWriteArrayList<>();

    Secret(String name, Map<String, String> labels, Instant created) {
      this.name = name;
      this.labels = Map.copyOf(labels);
      this.created = created;
    }

    String name() {
      return name;
    }

    List<ByteString> versions() {
      return List.copyOf(versions);
    }

    /// The new version's number, from 1 on.
    synchronized int add(ByteString data) {
      versions.add(data);
      return versions.size();
    }

    String version(int number) {
      return name + "/versions/" + number;
    }

    ObjectNode json() {
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("name", name)
              .put("createTime", created.toString())
              .put("etag", "\"1\"");
      json.putObject("replication").putObject("automatic");
      if (!labels.isEmpty()) {
        ObjectNode own = json.putObject("labels");
        labels.forEach(own::put);
      }
      return json;
    }
  }
}
