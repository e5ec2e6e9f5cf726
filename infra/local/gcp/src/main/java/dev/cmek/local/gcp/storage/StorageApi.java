package dev.cmek.local.gcp.storage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.iam.Enforcement;
import dev.cmek.local.gcp.rest.Api;
import dev.cmek.local.gcp.rest.Fields;
import dev.cmek.local.gcp.storage.Bucket.Settings;
import dev.cmek.local.gcp.storage.Bucket.Upload;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The JSON API of Cloud Storage: buckets and objects. Everything is held in memory.
public final class StorageApi implements Api {

  private static final Pattern BUCKETS = Pattern.compile("/storage/v1/b");
  private static final Pattern BUCKET = Pattern.compile("/storage/v1/b/([^/]+)");
  private static final Pattern OBJECTS = Pattern.compile("/storage/v1/b/([^/]+)/o");
  private static final Pattern OBJECT =
      Pattern.compile("/(download/)?storage/v1/b/([^/]+)/o/([^/]+)");
  private static final Pattern UPLOAD =
      Pattern.compile("/(?:resumable/)?upload/storage/v1/b/([^/]+)/o");

  private static final Set<String> OF_ALL_REQUESTS = Set.of("alt", "prettyPrint");
  private static final Set<String> CONDITIONS =
      Set.of(
          "ifGenerationMatch",
          "ifGenerationNotMatch",
          "ifMetagenerationMatch",
          "ifMetagenerationNotMatch");

  private final Enforcement enforcement;
  private final InstantSource clock;
  private final BiConsumer<String, String> placed;
  private final ResumableUploads resumable = new ResumableUploads();
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  /// Starts without buckets.
  ///
  /// @param placed told of every new bucket, such as `buckets/b`, and the id of its project
  public StorageApi(
      Enforcement enforcement, InstantSource clock, BiConsumer<String, String> placed) {
    this.enforcement = enforcement;
    this.clock = clock;
    this.placed = placed;
  }

  @Override
  public boolean handles(String path) {
    return path.startsWith("/storage/v1/")
        || path.startsWith("/download/storage/v1/")
        || path.startsWith("/upload/storage/v1/")
        || path.startsWith("/resumable/upload/storage/v1/");
  }

  @Override
  public Reply answer(Request request) {
    try {
      return routed(request);
    } catch (StorageFault e) {
      return e.reply();
    } catch (StatusRuntimeException e) {
      return fault(e.getStatus()).reply();
    }
  }

  private Reply routed(Request request) {
    String path = request.path();
    Matcher matcher = BUCKETS.matcher(path);
    if (matcher.matches()) {
      return switch (request.method()) {
        case "POST" -> createBucket(request);
        case "GET" -> listBuckets(request);
        default -> throw unknown(request);
      };
    }
    matcher = BUCKET.matcher(path);
    if (matcher.matches() && request.method().equals("GET")) {
      return getBucket(request, decoded(matcher.group(1)));
    }
    matcher = OBJECTS.matcher(path);
    if (matcher.matches() && request.method().equals("GET")) {
      return list(request, decoded(matcher.group(1)));
    }
    matcher = OBJECT.matcher(path);
    if (matcher.matches()) {
      String bucket = decoded(matcher.group(2));
      String name = decoded(matcher.group(3));
      return switch (request.method()) {
        case "GET" -> get(request, bucket, name);
        case "DELETE" -> delete(request, bucket, name);
        default -> throw unknown(request);
      };
    }
    matcher = UPLOAD.matcher(path);
    if (matcher.matches()) {
      return upload(request, decoded(matcher.group(1)));
    }
    throw unknown(request);
  }

  private Reply createBucket(Request request) {
    String project = allow(request, Set.of("project")).getOrDefault("project", "");
    if (project.isEmpty()) {
      throw StorageFault.required("Required parameter: project");
    }
    enforcement.require(request.caller(), "storage.buckets.create", "projects/" + project);
    Settings settings = settings(project, Fields.of(request.text()));
    Bucket bucket = new Bucket(settings, clock);
    if (buckets.putIfAbsent(settings.name(), bucket) != null) {
      throw StorageFault.conflict(
          "Your previous request to create the named bucket succeeded and you already own it.");
    }
    placed.accept("buckets/" + settings.name(), project);
    return Reply.json(bucket.json().toString());
  }

  private static Settings settings(String project, Fields sent) {
    sent.only(
        "name",
        "location",
        "storageClass",
        "versioning",
        "iamConfiguration",
        "retentionPolicy",
        "labels");
    String name = sent.requireText("name");
    if (!name.matches("[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]")) {
      throw StorageFault.invalid("Invalid bucket name: '" + name + "'");
    }
    if (!sent.text("storageClass").orElse("STANDARD").equals("STANDARD")) {
      throw StorageFault.invalid("Only storage class STANDARD is known here");
    }
    Optional<Fields> access = sent.object("iamConfiguration");
    access.ifPresent(a -> a.only("uniformBucketLevelAccess", "publicAccessPrevention"));
    String prevention = access.flatMap(a -> a.text("publicAccessPrevention")).orElse("inherited");
    if (!Set.of("inherited", "enforced").contains(prevention)) {
      throw StorageFault.invalid("Invalid publicAccessPrevention: " + prevention);
    }
    return new Settings(
        name,
        project,
        sent.text("location").orElse("US"),
        sent.object("versioning").map(v -> v.only("enabled").flag("enabled")).orElse(false),
        access
            .flatMap(a -> a.object("uniformBucketLevelAccess"))
            .map(u -> u.only("enabled").flag("enabled"))
            .orElse(false),
        prevention,
        sent.object("retentionPolicy")
            .flatMap(r -> r.only("retentionPeriod").number("retentionPeriod"))
            .map(Duration::ofSeconds)
            .orElse(Duration.ZERO),
        sent.map("labels"));
  }

  private Reply listBuckets(Request request) {
    String project = allow(request, Set.of("project")).getOrDefault("project", "");
    enforcement.require(request.caller(), "storage.buckets.list", "projects/" + project);
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("kind", "storage#buckets");
    ArrayNode items = answer.putArray("items");
    new TreeMap<>(buckets)
        .values().stream()
            .filter(bucket -> bucket.settings().project().equals(project))
            .forEach(bucket -> items.add(bucket.json()));
    return Reply.json(answer.toString());
  }

  private Reply getBucket(Request request, String name) {
    var _ = allow(request, Set.of("projection"));
    Bucket bucket = bucket(name);
    require(request.caller(), "storage.buckets.get", name);
    return Reply.json(bucket.json().toString());
  }

  private Reply list(Request request, String name) {
    Map<String, String> query =
        allow(
            request,
            Set.of("prefix", "delimiter", "versions", "maxResults", "pageToken", "projection"));
    Bucket bucket = bucket(name);
    require(request.caller(), "storage.objects.list", name);
    return Reply.json(Listing.of(bucket, query).toString());
  }

  private Reply get(Request request, String bucketName, String name) {
    Map<String, String> query = allow(request, conditionsAnd("generation", "projection"));
    Bucket bucket = bucket(bucketName);
    require(request.caller(), "storage.objects.get", bucketName);
    StoredObject found =
        bucket
            .find(name, generation(query))
            .orElseThrow(() -> missing(request.caller(), bucketName, name));
    Precondition precondition = Precondition.of(query);
    if (precondition.unchanged(found)) {
      return new Reply(304, Map.of("ETag", found.etag()), ByteString.EMPTY);
    }
    if (!precondition.holds(Optional.of(found))) {
      throw StorageFault.conditionNotMet();
    }
    return switch (query.getOrDefault("alt", "json")) {
      case "json" -> Reply.json(found.json().toString());
      case "media" -> media(found);
      default -> throw StorageFault.invalid("Invalid alt: " + query.get("alt"));
    };
  }

  private static Reply media(StoredObject found) {
    return new Reply(
        200,
        Map.of(
            "Content-Type", found.contentType(),
            "ETag", found.etag(),
            "X-Goog-Generation", Long.toString(found.generation()),
            "X-Goog-Metageneration", Long.toString(StoredObject.METAGENERATION),
            "X-Goog-Hash", "crc32c=" + found.crc32c() + ",md5=" + found.md5(),
            "X-Goog-Stored-Content-Length", Integer.toString(found.content().size())),
        found.content());
  }

  private Reply delete(Request request, String bucketName, String name) {
    Map<String, String> query = allow(request, conditionsAnd("generation"));
    Bucket bucket = bucket(bucketName);
    require(request.caller(), "storage.objects.delete", bucketName);
    if (bucket.find(name, generation(query)).isEmpty()) {
      throw missing(request.caller(), bucketName, name);
    }
    bucket.delete(name, generation(query), Precondition.of(query));
    return new Reply(204, Map.of(), ByteString.EMPTY);
  }

  private Reply upload(Request request, String bucketName) {
    if (request.query().containsKey("upload_id")) {
      return resumable.next(request, this::insert);
    }
    Map<String, String> query = allow(request, conditionsAnd("uploadType", "name", "projection"));
    if (!request.method().equals("POST")) {
      throw unknown(request);
    }
    var _ = bucket(bucketName);
    require(request.caller(), "storage.objects.create", bucketName);
    Insertion insertion = new Insertion(request.caller(), bucketName, query);
    return switch (query.getOrDefault("uploadType", "")) {
      case "media" -> insert(insertion, Uploads.media(request));
      case "multipart" -> insert(insertion, Uploads.multipart(request));
      case "resumable" -> resumable.start(request, insertion);
      default -> throw StorageFault.invalid("Invalid uploadType: " + query.get("uploadType"));
    };
  }

  private Reply insert(Insertion insertion, Upload upload) {
    StoredObject written =
        bucket(insertion.bucket())
            .insert(
                upload,
                Precondition.of(insertion.query()),
                () -> require(insertion.caller(), "storage.objects.delete", insertion.bucket()));
    return Reply.json(written.json().toString());
  }

  /// Who asked to write into which bucket, and how.
  record Insertion(Caller caller, String bucket, Map<String, String> query) {

    Insertion {
      query = Map.copyOf(query);
    }
  }

  private Bucket bucket(String name) {
    Bucket bucket = buckets.get(name);
    if (bucket == null) {
      throw StorageFault.noBucket();
    }
    return bucket;
  }

  /// That an object is not there is told only to those who may list ("Cloud Storage: IAM
  /// permissions", `storage.objects.list`): others get 403, and may not conclude from it.
  private StorageFault missing(Caller caller, String bucket, String name) {
    require(caller, "storage.objects.list", bucket);
    return StorageFault.noObject(bucket, name);
  }

  private void require(Caller caller, String permission, String bucket) {
    try {
      enforcement.require(caller, permission, "buckets/" + bucket);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.PERMISSION_DENIED) {
        throw e;
      }
      throw StorageFault.forbidden(
          "%s does not have %s access to the Google Cloud Storage bucket %s. Permission '%s' denied on resource (or it may not exist)."
              .formatted(caller.member(), permission, bucket, permission));
    }
  }

  private static Set<String> conditionsAnd(String... more) {
    Set<String> known = new HashSet<>(CONDITIONS);
    known.addAll(Arrays.asList(more));
    return known;
  }

  private static Map<String, String> allow(Request request, Set<String> known) {
    for (String name : request.query().keySet()) {
      if (!OF_ALL_REQUESTS.contains(name) && !known.contains(name)) {
        throw StorageFault.invalid("Parameter " + name + " is not known here");
      }
    }
    return request.query();
  }

  private static Optional<Long> generation(Map<String, String> query) {
    try {
      return Optional.ofNullable(query.get("generation")).map(Long::valueOf);
    } catch (NumberFormatException e) {
      throw StorageFault.invalid("Invalid generation: " + query.get("generation"));
    }
  }

  private static StorageFault unknown(Request request) {
    return StorageFault.unknown(request.method() + " " + request.path() + " is not known here");
  }

  private static StorageFault fault(Status status) {
    String text = String.valueOf(status.getDescription());
    return StorageFault.other(
        switch (status.getCode()) {
          case INVALID_ARGUMENT -> 400;
          case UNAUTHENTICATED -> 401;
          case PERMISSION_DENIED -> 403;
          case NOT_FOUND -> 404;
          case RESOURCE_EXHAUSTED -> 429;
          case UNAVAILABLE -> 503;
          default -> 500;
        },
        text);
  }

  private static String decoded(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
