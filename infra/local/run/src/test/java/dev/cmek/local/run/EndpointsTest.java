package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTest {

  private static final Endpoints ENDPOINTS =
      new Endpoints(
          new Endpoints.Aws(
              "http://127.0.0.1:4566",
              "eu-central-1",
              "111111111111",
              "222222222222",
              "http://q/onboarding",
              "http://q/dead",
              Map.of("provision", "arn:aws:states:eu-central-1:111111111111:stateMachine:p"),
              "state",
              "evidence",
              "http://q/alerts",
              "http://q/callback-dead",
              "http://api/tickets",
              "desk",
              "secret",
              "simple",
              "token"),
          new Endpoints.Gcp(
              "cmek-local",
              "europe-west1",
              "http://127.0.0.1:4570",
              "127.0.0.1:4571",
              "http://127.0.0.1:4570",
              "http://127.0.0.1:4570",
              "http://127.0.0.1:4570",
              "http://push",
              "projects/cmek-local/topics/cmek-onboarding",
              "http://gcp/tickets",
              "gcp-desk",
              "gcp-secret",
              Map.of("provision", "projects/cmek-local/locations/l/workflows/cmek-provision"),
              "gcp-state",
              "gcp-evidence",
              "http://gcp/alerts",
              "http://gcp/dead",
              "http://gcp/local",
              Map.of("cmek-ensure-key", "http://gcp/ensure-key")),
          new Endpoints.CloudApi("http://api", "reader", "operator", "http://admin"),
          new Endpoints.TicketDesk("https://desk", "http://desk/callbacks"),
          "/logs");

  @TempDir private Path folder;

  @Test
  void theFileHasTheKeysThatScriptsRead() throws IOException {
    Path file = folder.resolve("endpoints.json");

    ENDPOINTS.write(file);

    JsonNode json = JsonMapper.builder().build().readTree(file.toFile());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("aws", "gcp", "cloudApi", "ticketDesk", "logs");
    assertThat(json.path("aws").fieldNames())
        .toIterable()
        .containsExactly(
            "endpoint",
            "region",
            "customerAccount",
            "vendorAccount",
            "onboardingQueueUrl",
            "deadLetterQueueUrl",
            "stateMachines",
            "stateBucket",
            "evidenceBucket",
            "alertQueueUrl",
            "callbackDeadLetterQueueUrl",
            "ticketUrl",
            "ticketKeyId",
            "ticketSecret",
            "ticketBearerKeyId",
            "ticketBearerToken");
    assertThat(json.path("gcp").fieldNames())
        .toIterable()
        .containsExactly(
            "project",
            "location",
            "kmsEndpoint",
            "kmsGrpcEndpoint",
            "iamEndpoint",
            "workflowsEndpoint",
            "storageEndpoint",
            "onboardingPushUrl",
            "onboardingTopic",
            "ticketUrl",
            "ticketKeyId",
            "ticketSecret",
            "workflows",
            "stateBucket",
            "evidenceBucket",
            "alertsUrl",
            "deadLettersUrl",
            "adminUrl",
            "functions");
    assertThat(json.path("cloudApi").fieldNames())
        .toIterable()
        .containsExactly("url", "readerKey", "operatorKey", "adminUrl");
    assertThat(json.path("ticketDesk").fieldNames())
        .toIterable()
        .containsExactly("url", "callbacksUrl");
  }

  @Test
  void aCloudThatIsNotThereIsNotAskedFor() {
    Endpoints withoutAws =
        new Endpoints(
            null, ENDPOINTS.gcp(), ENDPOINTS.cloudApi(), ENDPOINTS.ticketDesk(), ENDPOINTS.logs());

    assertThat(withoutAws.gcp()).isEqualTo(ENDPOINTS.gcp());
    assertThatThrownBy(withoutAws::aws)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("AWS");
  }

  @Test
  void theFileIsItsOwnersAloneEvenIfThereWasOneBefore() throws IOException {
    Path file = Files.writeString(folder.resolve("endpoints.json"), "from an earlier run");

    ENDPOINTS.write(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Endpoints.read(file)).isEqualTo(ENDPOINTS);
  }
}
