package dev.cmek.local.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.services.pubsub.Pubsub;
import com.google.api.services.pubsub.model.PublishRequest;
import com.google.api.services.pubsub.model.PubsubMessage;
import com.google.api.services.pubsub.model.Topic;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Bucket;
import com.google.api.services.storage.model.StorageObject;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.settings.Fault;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The services under the policies of the whole cloud.
class ServicesTest {

  private static final String PROJECT = "cmek-local";
  private static final String ALERTS = "projects/cmek-local/topics/cmek-alerts";

  private final GoogleCloud cloud = GoogleCloud.start(GoogleCloud.Options.free());
  private final RestClients owner = new RestClients(cloud.url(), Caller.OWNER.member());

  @BeforeEach
  void createProject() {
    cloud.iam().createProject(PROJECT, 123456789012L);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void functionWritesWhereItsRoleOnTheBucketLetsIt() throws IOException {
    var _ = owner.storage().buckets().insert(PROJECT, new Bucket().setName("evidence")).execute();
    var _ = owner.storage().buckets().insert(PROJECT, new Bucket().setName("state")).execute();
    cloud.iam().defineRole("projects/cmek-local/roles/record", List.of("storage.objects.create"));
    String member = account("cmek-record");
    cloud.iam().bind("buckets/evidence", "projects/cmek-local/roles/record", member);
    Storage storage = new RestClients(cloud.url(), member).storage();

    write(storage, "evidence");

    assertForbidden(() -> write(storage, "state"));
    assertForbidden(() -> storage.objects().get("evidence", "o").execute());
    assertThat(cloud.iam().calls().all())
        .anySatisfy(call -> {
          assertThat(call.caller()).isEqualTo(member);
          assertThat(call.permission()).isEqualTo("storage.objects.create");
          assertThat(call.resource()).isEqualTo("buckets/evidence");
          assertThat(call.allowed()).isTrue();
        });
  }

  @Test
  void functionPublishesWhereItsRoleOnTheTopicLetsIt() throws IOException {
    Pubsub.Projects.Topics topics = owner.pubsub().projects().topics();
    var _ = topics.create(ALERTS, new Topic()).execute();
    var _ = topics.create("projects/cmek-local/topics/other", new Topic()).execute();
    String member = account("cmek-notify");
    cloud.iam().bind(ALERTS, "roles/pubsub.publisher", member);
    Pubsub pubsub = new RestClients(cloud.url(), member).pubsub();

    publish(pubsub, ALERTS);

    assertForbidden(() -> publish(pubsub, "projects/cmek-local/topics/other"));
    assertThat(cloud.pubSub().messages(ALERTS)).hasSize(1);
  }

  @Test
  void faultMeetsTheNextCallsThatNeedItsPermission() throws IOException {
    var _ = owner.storage().buckets().insert(PROJECT, new Bucket().setName("state")).execute();
    cloud
        .faults()
        .add(new Fault("storage.objects.create", 1, Status.Code.UNAVAILABLE, "later", false));

    GoogleJsonResponseException met =
        catchThrowableOfType(
            GoogleJsonResponseException.class, () -> write(owner.storage(), "state"));
    write(owner.storage(), "state");

    assertThat(met.getStatusCode()).isEqualTo(503);
    assertThat(met.getDetails().getErrors().getFirst().getReason()).isEqualTo("backendError");
  }

  private String account(String id) {
    return "serviceAccount:" + cloud.iam().createServiceAccount(PROJECT, id);
  }

  private static void write(Storage storage, String bucket) throws IOException {
    Storage.Objects.Insert insert =
        storage
            .objects()
            .insert(
                bucket,
                new StorageObject().setName("o"),
                new ByteArrayContent("text/plain", "x".getBytes(StandardCharsets.UTF_8)));
    insert.getMediaHttpUploader().setDirectUploadEnabled(true);
    var _ = insert.execute();
  }

  private static void publish(Pubsub pubsub, String topic) throws IOException {
    var _ =
        pubsub
            .projects()
            .topics()
            .publish(
                topic,
                new PublishRequest()
                    .setMessages(List.of(new PubsubMessage().setAttributes(Map.of("a", "b")))))
            .execute();
  }

  private static void assertForbidden(ThrowingCallable call) {
    assertThat(catchThrowableOfType(GoogleJsonResponseException.class, call).getStatusCode())
        .isEqualTo(403);
  }
}
