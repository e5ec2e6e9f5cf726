package dev.cmek.shared.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.ClusterId;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The one strict reader of requests: unknown, missing, duplicate and mistyped members are refused,
/// and the refusal names the field. It never guesses.
public final class RequestParser {

  /// The one CloudEvents type that asks for an onboarding.
  public static final String ONBOARDING_REQUESTED = "dev.cmek.onboarding.requested.v1";

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int LONGEST_ID = 256;
  private static final int MOST_LABELS = 40;
  private static final Pattern JSON_TYPE =
      Pattern.compile("application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,20}");
  private static final Pattern REGION = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]+");

  private final CloudRules rules;

  /// Reads requests for clusters on one cloud.
  public RequestParser(CloudProvider cloud) {
    this.rules = CloudRules.of(cloud);
  }

  /// Reads a CloudEvents 1.0 event in structured JSON form, as it comes from a queue or a topic.
  ///
  /// Extension attributes are let through, as the CloudEvents specification asks ("Extension
  /// Context Attributes"); everything else unknown is refused.
  public Onboarding event(String text) throws BadRequest {
    Fields event = new Fields("", tree(text));
    String version = event.requireText("specversion", LONGEST_ID);
    if (!version.equals("1.0")) {
      throw event.bad("specversion", "must be 1.0");
    }
    String type = event.requireText("type", LONGEST_ID);
    if (!type.equals(ONBOARDING_REQUESTED)) {
      throw event.bad("type", "must be " + ONBOARDING_REQUESTED);
    }
    String id = identity(event, "id");
    String source = identity(event, "source");
    checkTime(event);
    Optional<String> contentType = event.findText("datacontenttype", LONGEST_ID);
    if (contentType.isPresent() && !JSON_TYPE.matcher(contentType.get()).matches()) {
      throw event.bad("datacontenttype", "must be application/json");
    }
    var _ = event.findText("subject", LONGEST_ID);
    var _ = event.findText("dataschema", LONGEST_ID);
    OnboardingRequest request = request(event.requireObject("data"));
    for (String name : event.unread()) {
      boolean scalar = event.find(name).filter(JsonNode::isContainerNode).isEmpty();
      if (!EXTENSION.matcher(name).matches() || !scalar) {
        throw event.bad(name, "is neither an attribute nor an extension of CloudEvents 1.0");
      }
    }
    return new Onboarding(source, id, request, false);
  }

  /// Reads an onboarding as it comes over HTTP: an event's `data` alone.
  ///
  /// @param clusterId as the path names it; the body may name it again
  public OnboardingRequest ticket(ClusterId clusterId, String body) throws BadRequest {
    Fields data = new Fields("", tree(body));
    if (data.find("clusterId").isPresent() && !clusterId(data).equals(clusterId)) {
      throw data.bad("clusterId", "must be the one in the path, or left out");
    }
    return request(clusterId, data);
  }

  /// Reads a body that has nothing to say: an object without members.
  public static void nothing(String body) throws BadRequest {
    if (!new Fields("", tree(body)).unread().isEmpty()) {
      throw new BadRequest("body", "must be empty, or an object without members");
    }
  }

  /// Reads the input that the workflow is started with: what a door made of an event, or what a
  /// person typed, such as `{"request":{"clusterId":"…"},"repair":true}`.
  ///
  /// @param execution stands in for source and id where they are left out
  public Onboarding start(JsonNode input, String execution) throws BadRequest {
    Fields start = new Fields("", input);
    OnboardingRequest request = request(start.requireObject("request"));
    String source = start.findText("source", LONGEST_ID).orElse("execution");
    String eventId = start.findText("eventId", LONGEST_ID).orElse(execution);
    boolean repair = start.flag("repair", false);
    start.end();
    return new Onboarding(source, eventId, request, repair);
  }

  /// The request that names a cluster and chooses nothing; the same on every cloud.
  public static OnboardingRequest least(ClusterId cluster) {
    try {
      return new RequestParser(CloudProvider.AWS)
          .request(
              new Fields(
                  "", JsonNodeFactory.instance.objectNode().put("clusterId", cluster.value())));
    } catch (BadRequest e) {
      throw new IllegalStateException("no member but clusterId is required", e);
    }
  }

  private OnboardingRequest request(Fields data) throws BadRequest {
    return request(clusterId(data), data);
  }

  private OnboardingRequest request(ClusterId clusterId, Fields data) throws BadRequest {
    KeyStrategy strategy = data.choice("keyStrategy", KeyStrategy.KEY_PER_REGION);
    Optional<String> keyRegion = data.findText("keyRegion", LONGEST_ID);
    if (keyRegion.isPresent() && strategy == KeyStrategy.KEY_PER_REGION) {
      throw data.bad("keyRegion", "goes with SINGLE_KEY or MULTI_REGION_KEY only");
    }
    if (keyRegion.isPresent() && !REGION.matcher(keyRegion.get()).matches()) {
      throw data.bad("keyRegion", "must be a region's name, such as " + rules.exampleRegion());
    }
    OnboardingRequest request =
        new OnboardingRequest(
            clusterId,
            strategy,
            keyRegion.orElse(null),
            accessGrant(data),
            data.flag("enable", true),
            data.flag("dryRun", false),
            data.number(
                "rotationPeriodDays", 365, rules.leastRotationDays(), rules.mostRotationDays()),
            labels(data),
            data.choices("acknowledge", Acknowledgement.class),
            ticket(data));
    data.end();
    return request;
  }

  /// Where there is no choice, the default may be named: doors write it into the workflow's input.
  private AccessGrant accessGrant(Fields data) throws BadRequest {
    AccessGrant grant = data.choice("accessGrant", AccessGrant.ROLE_POLICY);
    if (!rules.choosesGrant() && grant != AccessGrant.ROLE_POLICY) {
      throw data.bad("accessGrant", "is a choice on AWS only: leave it out");
    }
    return grant;
  }

  private static ClusterId clusterId(Fields data) throws BadRequest {
    String text = data.requireText("clusterId", LONGEST_ID);
    try {
      return new ClusterId(text);
    } catch (IllegalArgumentException e) {
      throw data.bad("clusterId", String.valueOf(e.getMessage()));
    }
  }

  private Map<String, String> labels(Fields data) throws BadRequest {
    Map<String, String> labels = data.texts("labels", 256);
    if (labels.size() > MOST_LABELS) {
      throw data.bad("labels", "may be " + MOST_LABELS + " at most");
    }
    Set<String> keys = new HashSet<>();
    for (Map.Entry<String, String> label : labels.entrySet()) {
      String key = label.getKey();
      String lowerCase = key.toLowerCase(Locale.ROOT);
      if (lowerCase.startsWith("cmek") || lowerCase.startsWith("aws:")) {
        throw data.bad("labels." + key, "keys beginning with cmek or aws: are reserved");
      }
      if (!keys.add(lowerCase)) {
        throw data.bad(
            "labels." + key, "is another key in other letter case: IAM takes them for the same");
      }
      if (!rules.labelKey().matcher(key).matches()
          || !rules.labelValue().matcher(label.getValue()).matches()) {
        throw data.bad("labels", rules.labelWords());
      }
    }
    return labels;
  }

  private static @Nullable Ticket ticket(Fields data) throws BadRequest {
    Optional<Fields> found = data.findObject("ticket");
    if (found.isEmpty()) {
      return null;
    }
    Fields ticket = found.get();
    Ticket read =
        new Ticket(
            ticket.requireText("system", 64), ticket.requireText("key", 128), callback(ticket));
    ticket.end();
    return read;
  }

  private static @Nullable URI callback(Fields ticket) throws BadRequest {
    Optional<String> text = ticket.findText("callbackUrl", 2048);
    if (text.isEmpty()) {
      return null;
    }
    try {
      URI uri = new URI(text.get());
      if ("https".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // answered below: the text may hold a token, so neither it nor the cause is shown
    }
    throw ticket.bad("callbackUrl", "must be an https URL with a host and without user:password");
  }

  private static String identity(Fields event, String name) throws BadRequest {
    String text = event.requireText(name, LONGEST_ID);
    if (!PRINTABLE.matcher(text).matches()) {
      throw event.bad(name, "may have printable ASCII characters without spaces only");
    }
    return text;
  }

  private static void checkTime(Fields event) throws BadRequest {
    Optional<String> time = event.findText("time", 64);
    if (time.isEmpty()) {
      return;
    }
    try {
      OffsetDateTime.parse(time.get());
    } catch (DateTimeParseException _) {
      throw event.bad("time", "must be an RFC 3339 time, such as 2026-11-22T10:00:00Z");
    }
  }

  private static JsonNode tree(String text) throws BadRequest {
    try {
      return STRICT.readTree(text);
    } catch (StreamConstraintsException _) {
      throw new BadRequest("body", "is nested too deeply or has too long parts");
    } catch (JsonProcessingException e) {
      boolean duplicate = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field");
      if (duplicate && e.getProcessor() instanceof JsonParser parser) {
        throw new BadRequest(path(parser.getParsingContext()), "is there twice");
      }
      throw new BadRequest(
          "body",
          "is not JSON (line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ")");
    }
  }

  /// The member that the parser is at, such as `data.clusterId`.
  private static String path(JsonStreamContext context) {
    JsonStreamContext parent = context.getParent();
    String at = parent == null || parent.inRoot() ? "" : path(parent);
    if (context.inArray()) {
      return at + "[" + context.getCurrentIndex() + "]";
    }
    String name = Fields.shown(String.valueOf(context.getCurrentName()));
    return at.isEmpty() ? name : at + "." + name;
  }
}
