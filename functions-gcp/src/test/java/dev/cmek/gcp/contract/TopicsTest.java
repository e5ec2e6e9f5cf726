package dev.cmek.gcp.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.pubsub.Pubsub;
import dev.cmek.gcp.call.GoogleCalls;
import dev.cmek.gcp.door.PubSubDeadLetters;
import dev.cmek.gcp.message.Topic;
import dev.cmek.gcp.notify.PubSubAnnouncements;
import dev.cmek.local.gcp.pubsub.Message;
import dev.cmek.local.gcp.pubsub.PubSubApi;
import dev.cmek.local.gcp.rest.RestServer;
import dev.cmek.shared.door.OnboardingDoor.Answer.Rejected;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.notify.Announcement;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.StepLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is published to topics of a local Google Cloud.
final class TopicsTest {

  private static final String TOPIC = "projects/p/topics/letters";

  private final PubSubApi api =
      new PubSubApi(
          new EverybodyMay(), InstantSource.system(), (_, _) -> {}, project -> project + "1");
  private final RestServer server = new RestServer(0, List.of(api));
  private final Pubsub client =
      new Pubsub.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), null)
          .setRootUrl(server.url() + "/")
          .setApplicationName("test")
          .build();
  private final Topic topic = new Topic(client, new GoogleCalls("Test"), TOPIC);

  @BeforeEach
  void createTopic() throws IOException {
    var _ =
        client
            .projects()
            .topics()
            .create(TOPIC, new com.google.api.services.pubsub.model.Topic())
            .execute();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aLetterIsKeptUnchangedWithItsReason() {
    Rejected why = new Rejected(Reason.BAD_REQUEST, "data.enable", "data.enable: must be true");

    new PubSubDeadLetters(topic).send("{\"ä\":1}", why);

    assertThat(only().data().toStringUtf8()).isEqualTo("{\"ä\":1}");
    assertThat(only().attributes())
        .containsOnly(
            Map.entry("reason", "BAD_REQUEST"),
            Map.entry("field", "data.enable"),
            Map.entry("message", "data.enable: must be true"));
  }

  @Test
  void anEmptyLetterAndALongReasonAreTaken() {
    new PubSubDeadLetters(topic)
        .send("", new Rejected(Reason.BAD_REQUEST, "body", "a" + "€".repeat(600)));

    assertThat(only().data().isEmpty()).isTrue();
    String message = only().attributes().getOrDefault("message", "");
    assertThat(message).matches("a€+…");
    assertThat(message.getBytes(StandardCharsets.UTF_8).length).isBetween(1020, 1024);
  }

  @Test
  void anAnnouncementIsAnEventForMachinesWithTheTextForPeopleAndALineOfTheLog() {
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    StepLog log =
        new StepLog(
            "Notify",
            new PrintStream(logged, true, StandardCharsets.UTF_8),
            InstantSource.system());
    Announcement announcement =
        new Announcement(
            "id-1",
            "dev.cmek.onboarding.completed.v1",
            "f78b7feb-b6cf-4396-9d7f-494982d7d81e",
            Instant.parse("2026-11-22T10:00:00Z"),
            "CMEK ENABLED: größer",
            "First line\nsecond",
            Map.of("result", "ENABLED"));

    new PubSubAnnouncements(topic, log).announce(announcement);

    JsonNode event = Payloads.tree(only().data().toByteArray());
    assertThat(event)
        .isEqualTo(
            Payloads.tree(
                """
                {"specversion":"1.0","id":"id-1","source":"dev.cmek",
                 "type":"dev.cmek.onboarding.completed.v1",
                 "subject":"f78b7feb-b6cf-4396-9d7f-494982d7d81e",
                 "time":"2026-11-22T10:00:00Z","datacontenttype":"application/json",
                 "data":{"result":"ENABLED"},"title":"CMEK ENABLED: größer",
                 "text":"First line\\nsecond"}
                """
                    .getBytes(StandardCharsets.UTF_8)));
    assertThat(only().attributes())
        .containsEntry("content-type", "application/cloudevents+json")
        .containsEntry("type", "dev.cmek.onboarding.completed.v1");
    assertThat(logged.toString(StandardCharsets.UTF_8))
        .contains("\"ANNOUNCED\"", "dev.cmek.onboarding.completed.v1", "CMEK ENABLED: größer")
        .doesNotContain("second");
  }

  private Message only() {
    assertThat(api.messages(TOPIC)).hasSize(1);
    return api.messages(TOPIC).getFirst();
  }
}
