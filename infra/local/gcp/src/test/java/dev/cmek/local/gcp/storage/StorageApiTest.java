package dev.cmek.local.gcp.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.AbstractInputStreamContent;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Bucket;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.StorageObject;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cmek.local.gcp.Allowing;
import dev.cmek.local.gcp.MovableClock;
import dev.cmek.local.gcp.RestClients;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.rest.RestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageApiTest {

  private static final String FUNCTION = "serviceAccount:f@p.iam.gserviceaccount.com";

  private final Allowing allowing = new Allowing();
  private final Map<String, String> projects = new ConcurrentHashMap<>();
  private final MovableClock clock = new MovableClock();
  private final StorageApi api = new StorageApi(allowing, clock, projects::put);
  private final RestServer server = new RestServer(0, List.of(api));
  private final Storage storage = new RestClients(server.url(), FUNCTION).storage();
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void createBuckets() throws IOException {
    var _ = storage.buckets().insert("p", new Bucket().setName("plain")).execute();
    var _ =
        storage
            .buckets()
            .insert(
                "p",
                new Bucket()
                    .setName("versioned")
                    .setVersioning(new Bucket.Versioning().setEnabled(true)))
            .execute();
  }

  @AfterEach
  void close() {
    server.close();
    http.close();
  }

  @Test
  void bucketShowsWhatItWasCreatedWith() throws IOException {
    Bucket wanted =
        new Bucket()
            .setName("evidence")
            .setLocation("EUROPE-WEST1")
            .setVersioning(new Bucket.Versioning().setEnabled(true))
            .setIamConfiguration(
                new Bucket.IamConfiguration()
                    .setPublicAccessPrevention("enforced")
                    .setUniformBucketLevelAccess(
                        new Bucket.IamConfiguration.UniformBucketLevelAccess().setEnabled(true)))
            .setRetentionPolicy(new Bucket.RetentionPolicy().setRetentionPeriod(3600L))
            .setLabels(Map.of("team", "payments"));

    var _ = storage.buckets().insert("p", wanted).execute();

    Bucket bucket = storage.buckets().get("evidence").execute();
    assertThat(bucket.getLocation()).isEqualTo("EUROPE-WEST1");
    assertThat(bucket.getVersioning().getEnabled()).isTrue();
    assertThat(bucket.getIamConfiguration().getPublicAccessPrevention()).isEqualTo("enforced");
    assertThat(bucket.getIamConfiguration().getUniformBucketLevelAccess().getEnabled()).isTrue();
    assertThat(bucket.getRetentionPolicy().getRetentionPeriod()).isEqualTo(3600L);
    assertThat(bucket.getLabels()).containsEntry("team", "payments");
    assertThat(projects).containsEntry("buckets/evidence", "p");
  }

  @Test
  void refusesAMemberOfABucketThatIsNotKnownHere() throws Exception {
    HttpResponse<String> answer =
        send("POST", "/storage/v1/b?project=p", "{\"name\":\"b01\",\"lifecycle\":{}}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("lifecycle");
  }

  @Test
  void refusesABucketThatIsThere() {
    assertRefused(
        () -> storage.buckets().insert("p", new Bucket().setName("plain")).execute(),
        409,
        "conflict");
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "resumable", "media"})
  void uploadOfEachKindIsReadBackByteForByte(String kind) throws Exception {
    byte[] bytes = "{\"a\":\"ä\r\n--\"}\u0000".getBytes(StandardCharsets.UTF_8);

    switch (kind) {
      case "media" -> {
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(
                        server
                            .url()
                            .resolve(
                                "/upload/storage/v1/b/plain/o?uploadType=media&name=runs%2Fa%20b.json"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(bytes))
                    .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
      }
      default -> {
        Storage.Objects.Insert insert = insert("plain", "runs/a b.json", bytes);
        insert.getMediaHttpUploader().setDirectUploadEnabled(kind.equals("direct"));
        var _ = insert.execute();
      }
    }

    Storage.Objects.Get get = storage.objects().get("plain", "runs/a b.json");
    StorageObject metadata = get.execute();
    try (var content = get.executeMediaAsInputStream()) {
      assertThat(content.readAllBytes()).isEqualTo(bytes);
    }
    assertThat(metadata.getContentType()).isEqualTo("application/json");
    assertThat(metadata.getSize()).isEqualTo(bytes.length);
    assertThat(metadata.getMetageneration()).isEqualTo(1);
  }

  @Test
  void checksumsAreThoseOfTheContent() throws IOException {
    StorageObject written = insert("plain", "o", "123456789").execute();

    // the check value of CRC-32C, 0xe3069283, and what md5sum says
    assertThat(written.getCrc32c()).isEqualTo("4waSgw==");
    assertThat(written.getMd5Hash()).isEqualTo("JfnnlDI7RTiF9RgfG2JNCw==");
  }

  @Test
  void resumableUploadGoesOnWhereItStopped() throws Exception {
    HttpResponse<String> started =
        send(
            "POST",
            "/upload/storage/v1/b/plain/o?uploadType=resumable",
            "{\"name\":\"large\",\"contentType\":\"text/plain\"}");
    URI session = URI.create(started.headers().firstValue("Location").orElseThrow());

    HttpResponse<String> first = put(session, "bytes 0-3/*", "abcd");
    HttpResponse<String> asked = put(session, "bytes */*", "");
    HttpResponse<String> last = put(session, "bytes 4-5/6", "ef");

    assertThat(first.statusCode()).isEqualTo(308);
    assertThat(asked.headers().firstValue("Range")).contains("bytes=0-3");
    assertThat(last.statusCode()).isEqualTo(200);
    assertThat(content("plain", "large")).isEqualTo("abcdef");
  }

  @Test
  void onlyOneOfManyCreatesTheSameObject() throws Exception {
    List<Callable<Integer>> creators =
        IntStream.range(0, 8)
            .<Callable<Integer>>mapToObj(i ->
                () -> {
                  try {
                    var _ = insert("plain", "claim", "by " + i).setIfGenerationMatch(0L).execute();
                    return 200;
                  } catch (GoogleJsonResponseException e) {
                    return e.getStatusCode();
                  }
                })
            .toList();

    List<Integer> answers;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      answers = threads.invokeAll(creators).stream().map(Future::resultNow).toList();
    }

    assertThat(answers).containsOnlyOnce(200).containsOnly(200, 412);
  }

  @Test
  void writesOverTheReadVersionOnly() throws IOException {
    long read = insert("plain", "o", "one").execute().getGeneration();
    long second = insert("plain", "o", "two").setIfGenerationMatch(read).execute().getGeneration();

    assertThat(second).isGreaterThan(read);
    GoogleJsonResponseException refused =
        assertRefused(
            () -> insert("plain", "o", "three").setIfGenerationMatch(read).execute(),
            412,
            "conditionNotMet");
    assertThat(refused.getDetails().getErrors().getFirst().getDomain()).isEqualTo("global");
    assertThat(content("plain", "o")).isEqualTo("two");
  }

  @Test
  void readerThatHasTheVersionIsTold304() throws IOException {
    long generation = insert("plain", "o", "one").execute().getGeneration();

    GoogleJsonResponseException told =
        catchThrowableOfType(
            GoogleJsonResponseException.class,
            () ->
                storage.objects().get("plain", "o").setIfGenerationNotMatch(generation).execute());

    assertThat(told.getStatusCode()).isEqualTo(304);
  }

  @Test
  void versionedBucketKeepsWhatIsOverwrittenOrDeleted() throws IOException {
    long first = insert("versioned", "o", "one").execute().getGeneration();
    long second = insert("versioned", "o", "two").execute().getGeneration();
    var _ = storage.objects().delete("versioned", "o").execute();

    assertRefused(() -> storage.objects().get("versioned", "o").execute(), 404, "notFound");
    assertThat(storage.objects().list("versioned").execute().getItems()).isNull();
    assertThat(storage.objects().list("versioned").setVersions(true).execute().getItems())
        .extracting(StorageObject::getGeneration)
        .containsExactly(first, second);
    try (var old =
        storage.objects().get("versioned", "o").setGeneration(first).executeMediaAsInputStream()) {
      assertThat(new String(old.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("one");
    }
  }

  @Test
  void versionNamedByItsGenerationIsDeletedForGood() throws IOException {
    long first = insert("versioned", "o", "one").execute().getGeneration();

    var _ = storage.objects().delete("versioned", "o").setGeneration(first).execute();

    assertThat(storage.objects().list("versioned").setVersions(true).execute().getItems()).isNull();
  }

  @Test
  void retainedObjectCanBeNeitherOverwrittenNorDeletedUntilItIsOldEnough() throws IOException {
    var _ =
        storage
            .buckets()
            .insert(
                "p",
                new Bucket()
                    .setName("kept")
                    .setRetentionPolicy(new Bucket.RetentionPolicy().setRetentionPeriod(60L)))
            .execute();
    var _ = insert("kept", "o", "one").execute();

    clock.pass(Duration.ofSeconds(59));
    assertRefused(() -> insert("kept", "o", "two").execute(), 403, "retentionPolicyNotMet");
    assertRefused(
        () -> storage.objects().delete("kept", "o").execute(), 403, "retentionPolicyNotMet");
    assertThat(content("kept", "o")).isEqualTo("one");

    clock.pass(Duration.ofSeconds(1));
    var _ = storage.objects().delete("kept", "o").execute();
  }

  @Test
  void listsFoldersAndTheirObjectsByPages() throws IOException {
    for (String name : List.of("runs/1.json", "runs/2.json", "clusters/a/intent.json", "top")) {
      var _ = insert("plain", name, name).execute();
    }

    Objects folders = storage.objects().list("plain").setDelimiter("/").execute();
    Objects page = storage.objects().list("plain").setPrefix("runs/").setMaxResults(1L).execute();
    Objects next =
        storage
            .objects()
            .list("plain")
            .setPrefix("runs/")
            .setMaxResults(1L)
            .setPageToken(page.getNextPageToken())
            .execute();

    assertThat(folders.getPrefixes()).containsExactly("clusters/", "runs/");
    assertThat(folders.getItems()).extracting(StorageObject::getName).containsExactly("top");
    assertThat(page.getItems()).extracting(StorageObject::getName).containsExactly("runs/1.json");
    assertThat(next.getItems()).extracting(StorageObject::getName).containsExactly("runs/2.json");
    assertThat(next.getNextPageToken()).isNull();
  }

  @Test
  void overwritingNeedsTheRightToDelete() throws IOException {
    var _ = insert("plain", "o", "one").execute();
    allowing.only(FUNCTION, "storage.objects.create buckets/plain");

    assertRefused(() -> insert("plain", "o", "two").execute(), 403, "forbidden");
    var _ = insert("plain", "other", "new").execute();
  }

  @Test
  void absenceIsToldOnlyToWhomMayList() {
    allowing.only(FUNCTION, "storage.objects.get buckets/plain");
    assertRefused(() -> storage.objects().get("plain", "none").execute(), 403, "forbidden");

    allowing.only(
        FUNCTION, "storage.objects.get buckets/plain", "storage.objects.list buckets/plain");
    assertRefused(() -> storage.objects().get("plain", "none").execute(), 404, "notFound");
  }

  @Test
  void namesThePermissionThatIsMissing() {
    allowing.only(FUNCTION);

    GoogleJsonResponseException refused =
        assertRefused(() -> storage.objects().list("plain").execute(), 403, "forbidden");

    assertThat(refused.getDetails().getMessage()).contains("storage.objects.list", FUNCTION);
  }

  @Test
  void bucketThatIsNotThereIsNamedSo() {
    assertRefused(() -> storage.objects().get("none", "o").execute(), 404, "notFound");
    assertRefused(() -> insert("none", "o", "x").execute(), 404, "notFound");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /storage/v1/b/plain/o?fields=items 400 fields",
        "GET /storage/v1/b/plain/o?maxResults=0 400 maxResults",
        "GET /storage/v1/b/plain/o?pageToken=! 400 pageToken",
        "GET /storage/v1/b/plain/o/o?generation=x 400 generation",
        "POST /upload/storage/v1/b/plain/o?uploadType=media 400 name",
        "POST /upload/storage/v1/b/plain/o?uploadType=other&name=o 400 uploadType",
        "POST /upload/storage/v1/b/plain/o?uploadType=multipart 400 boundary",
        "PUT /upload/storage/v1/b/plain/o?upload_id=none 404 session",
        "PATCH /storage/v1/b/plain/o/o 501 PATCH",
        "DELETE /storage/v1/b/plain 501 DELETE",
        "POST /storage/v1/b/plain/o/o/rewriteTo/b/plain/o/p 501 rewriteTo",
      })
  void refusesLoudlyWhatIsNotKnownHere(String row) throws Exception {
    String[] parts = row.split(" ", -1);

    HttpResponse<String> answer = send(parts[0], parts[1], "{}");

    assertThat(answer.statusCode()).isEqualTo(Integer.parseInt(parts[2]));
    assertThat(answer.body()).contains(parts[3]);
  }

  private Storage.Objects.Insert insert(String bucket, String name, String text)
      throws IOException {
    return insert(bucket, name, text.getBytes(StandardCharsets.UTF_8));
  }

  private Storage.Objects.Insert insert(String bucket, String name, byte[] bytes)
      throws IOException {
    AbstractInputStreamContent content = new ByteArrayContent("application/json", bytes);
    Storage.Objects.Insert insert =
        storage.objects().insert(bucket, new StorageObject().setName(name), content);
    insert.getMediaHttpUploader().setDirectUploadEnabled(true);
    return insert;
  }

  private String content(String bucket, String name) throws IOException {
    try (var content = storage.objects().get(bucket, name).executeMediaAsInputStream()) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + Caller.accessToken(FUNCTION))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> put(URI session, String range, String part) throws Exception {
    return http.send(
        HttpRequest.newBuilder(session)
            .header("Content-Range", range)
            .PUT(BodyPublishers.ofString(part))
            .build(),
        BodyHandlers.ofString());
  }

  @CanIgnoreReturnValue
  private static GoogleJsonResponseException assertRefused(
      ThrowingCallable call, int status, String reason) {
    GoogleJsonResponseException refused =
        catchThrowableOfType(GoogleJsonResponseException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.getStatusCode()).isEqualTo(status);
    assertThat(refused.getDetails().getErrors().getFirst().getReason()).isEqualTo(reason);
    return refused;
  }
}
